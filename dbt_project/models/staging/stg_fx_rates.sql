select "date" as rate_on, base_currency, quote_currency, rate,
from {{ source("raw", "fx_rates") }}
