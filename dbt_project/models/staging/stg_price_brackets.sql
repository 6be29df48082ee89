select price_id, up_to, unit_amount, flat_amount,
from {{ source("raw", "price_brackets") }}
