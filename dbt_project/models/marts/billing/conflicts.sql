select table_name, row_key, kept_file, kept_row, file, row_number, reason,
from {{ ref("stg_conflicts") }}
