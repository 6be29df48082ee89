select currency, exponent, stripe_exponent from {{ ref("currency_exponents") }}
