select as_of, from {{ source("raw", "run_parameters") }}
