select account, name, kind, parent, role, entity_id,
from {{ source("raw", "accounts") }}
