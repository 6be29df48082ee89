select charge_id, company_id, product_id, charged_on, quantity, description,
from {{ source("raw", "one_off_charges") }}
