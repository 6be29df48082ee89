select currency as reporting_currency
from {{ ref("stg_entities") }}
order by parent_entity_id is not null, entity_id
limit 1
