{#
    The state of accounts before money first reaches them, for the replay of
    receivables: an invoice stands open, or its status has settled it whole. Reads
    `documents`.
#}
{% macro receivable_opening() %}
    with
        early as (select * from documents where steps_from_money < 0),
        invoices as (
            select
                invoices.*,
                closings.step as closing_step,
                closings.source_key as closing_key,
                least(invoices.amount_minor, closings.amount_minor) as settled_minor,
            from early as invoices
            -- missing: no status has closed it
            left join
                early as closings
                on closings.event_kind = 'close'
                and invoices.account_id = closings.account_id
                and invoices.invoice_id = closings.invoice_id
                and invoices.step < closings.step
            where invoices.event_kind = 'invoice'
        )
    select
        account_id,
        'invoice' as row_kind,
        invoice_id as row_key,
        coalesce(closing_step, step),
        due_rank,
        '',
        invoice_id,
        cast(if(closing_step is null, amount_minor, 0) as bigint),
        cast(if(closing_step is null, 0, settled_minor) as bigint),
        closing_step is not null,
    from invoices
    union all
    select
        account_id,
        'apply',
        closing_step || '/1',
        closing_step,
        1,
        closing_key,
        invoice_id,
        cast(settled_minor as bigint),
        cast(settled_minor as bigint),
        false,
    from invoices
    where closing_step is not null
{% endmacro %}
