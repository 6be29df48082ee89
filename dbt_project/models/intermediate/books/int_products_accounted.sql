with
    products as (select * from {{ ref("stg_products") }}),
    departments as (select * from {{ ref("stg_departments") }})
select
    products.product_id,
    -- none: the account of the role (semantics 7.4)
    coalesce(products.revenue_account, departments.gl_code) as revenue_account,
from products
left join departments on products.department_id = departments.department_id
