select *, cast(0 as bigint) as discount_minor, from {{ ref("int_lines_dated") }}
