{{ config(materialized="view") }}

with split as (select * from {{ ref("int_spanning_lines_split") }})
select claimed.*
from {{ ref("int_charges_claimed") }} as claimed
anti join
    split on claimed.invoice_id = split.invoice_id and claimed.line_no = split.line_no
union all by name
select * exclude (is_continued)
from split
