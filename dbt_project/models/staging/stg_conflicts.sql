select table_name, key as row_key, kept_file, kept_row, file, row_number, reason,
from {{ source("raw", "conflicts") }}
