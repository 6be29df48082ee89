select series_id, company_id, meter, source as usage_source, department_id,
from {{ source("raw", "usage_series") }}
