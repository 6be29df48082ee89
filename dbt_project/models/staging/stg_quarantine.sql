select
    table_name,
    source as row_source,
    file,
    row_number,
    column_name,
    value,
    reason,
    record,
from {{ source("raw", "quarantine") }}
