select department_id, entity_id, parent_department_id, name, gl_code,
from {{ source("raw", "departments") }}
