with
    given as (select * from {{ ref("stg_accounts") }}),
    defaults as (select * from {{ ref("default_accounts") }}),
    charted as (
        select account, name, kind, parent, role, entity_id, true as is_given
        from given
        union all
        -- a role the given chart leaves out keeps its default account, under another
        -- code where the chart gives that number to something else
        select
            if(
                defaults.account in (select given.account from given),
                defaults.account || '-' || defaults.role,
                defaults.account
            ),
            defaults.name,
            defaults.kind,
            defaults.parent,
            defaults.role,
            null,
            false
        from defaults
        where
            defaults.role not in (
                select given.role
                from given
                where given.role is not null and given.entity_id is null
            )
    )
select
    *,
    -- the first account of a role takes its postings, given ones before defaults; a
    -- seller's own account takes those of that seller
    role is not null
    and row_number() over (partition by role, entity_id order by is_given desc, account)
    = 1 as is_posted_by_role,
from charted
