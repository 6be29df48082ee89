{#
    What one document may move, for the replay of receivables: a row per balance it may
    draw on, in the order of semantics 6.1 and 6.2. `due` holds the documents of the
    step, `kept` the balances of their accounts before it.
#}
{% macro receivable_candidates() %}
    -- an invoice takes the oldest credit of its account
    select
        due.account_id,
        due.step,
        due.event_kind,
        'apply' as move,
        kept.row_key as source_key,
        due.invoice_id,
        '' as taken_key,
        kept.amount_minor as available_minor,
        due.amount_minor as limit_minor,
        1 as turn,
        kept.step as place,
    from due
    inner join kept on due.account_id = kept.account_id
    where
        due.event_kind = 'invoice'
        and kept.row_kind = 'credit'
        and kept.amount_minor > 0
    union all
    -- a document that names its invoice; money also replaces what a status settled
    select
        due.account_id,
        due.step,
        due.event_kind,
        'apply',
        due.source_key,
        due.invoice_id,
        '',
        if(
            due.event_kind in ('named_payment', 'application'),
            kept.amount_minor + kept.left_minor,
            kept.amount_minor
        ),
        if(
            due.event_kind = 'application',
            least(due.amount_minor, coalesce(credit.amount_minor, 0)),
            due.amount_minor
        ),
        1,
        0,
    from due
    inner join
        kept
        on due.account_id = kept.account_id
        and kept.row_kind = 'invoice'
        and due.invoice_id = kept.row_key
    left join
        kept as credit
        on due.account_id = credit.account_id
        and credit.row_kind = 'credit'
        and due.source_key = credit.row_key
    where
        due.event_kind
        in ('named_payment', 'credit_note', 'application', 'write_off', 'close')
    union all
    -- a payment that names none goes to the oldest due first
    select
        due.account_id,
        due.step,
        due.event_kind,
        'apply',
        due.source_key,
        kept.row_key,
        '',
        kept.amount_minor,
        due.amount_minor,
        1,
        kept.due_rank,
    from due
    inner join kept on due.account_id = kept.account_id
    where
        due.event_kind = 'open_payment'
        and kept.row_kind = 'invoice'
        and kept.amount_minor > 0
    union all
    -- money given back comes out of unapplied credit first
    select
        due.account_id,
        due.step,
        due.event_kind,
        'return',
        kept.row_key,
        '',
        '',
        kept.amount_minor,
        due.amount_minor,
        if(kept.row_key = due.credit_source_key, 0, 1),
        0,
    from due
    inner join kept on due.account_id = kept.account_id
    where
        due.event_kind in ('refund', 'reversal', 'wallet_reversal', 'credit_void')
        and kept.row_kind = 'credit'
        and kept.amount_minor > 0
        and kept.row_key in (due.source_key, due.credit_source_key)
    union all
    -- then out of the latest applications
    select
        due.account_id,
        due.step,
        due.event_kind,
        'take_back',
        kept.source_key,
        kept.invoice_id,
        kept.row_key,
        kept.left_minor,
        due.amount_minor,
        2,
        - (kept.step * 100000 + kept.due_rank),
    from due
    inner join kept on due.account_id = kept.account_id
    where
        kept.row_kind = 'apply'
        and kept.left_minor > 0
        and case
            when due.event_kind = 'void'
            then kept.invoice_id = due.invoice_id
            when due.event_kind = 'take_back'
            then kept.invoice_id = due.invoice_id and kept.source_key = due.source_key
            when
                due.event_kind
                in ('refund', 'reversal', 'wallet_reversal', 'credit_void', 'release')
            then kept.source_key = due.source_key
            else false
        end
{% endmacro %}
