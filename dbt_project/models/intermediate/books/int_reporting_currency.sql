select currency as reporting_currency
from {{ ref("stg_entities") }}
qualify row_number() over (order by parent_entity_id is not null, entity_id) = 1
