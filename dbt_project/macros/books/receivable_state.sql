{#
    The state of the accounts of a step after its documents: each invoice and credit as
    it stands then, and what was moved, for the log. Reads `invoices_moved`,
    `credits_moved`, `moves` and `kept`, steps of the replay of receivables.
#}
{% macro receivable_state() %}
    select
        account_id,
        'invoice',
        row_key,
        step,
        due_rank,
        '',
        row_key,
        cast(
            case
                when event_kind in ('close', 'void') or is_closed
                then 0
                else open_minor - applied_minor + taken_minor
            end as bigint
        ),
        cast(
            case
                when event_kind = 'close'
                then applied_minor
                when is_closed
                then settled_minor - applied_minor + taken_minor
                else 0
            end as bigint
        ),
        is_closed or event_kind in ('close', 'void'),
    from invoices_moved
    union all
    select
        account_id,
        'credit',
        row_key,
        step,
        0,
        row_key,
        '',
        cast(credit_minor + change_minor as bigint),
        0,
        false,
    from credits_moved
    union all
    -- the log: every move, and its mirror where a status had closed the invoice
    select
        account_id,
        move,
        step || '/' || move_no,
        step,
        move_no,
        source_key,
        invoice_id,
        if(move = 'apply', moved_minor, - moved_minor),
        if(move = 'apply', moved_minor, 0),
        false,
    from moves
    union all
    select
        moves.account_id,
        'settle',
        moves.step || '/' || moves.move_no,
        moves.step,
        moves.move_no,
        'settlement:' || moves.invoice_id,
        moves.invoice_id,
        if(moves.move = 'apply', - moves.moved_minor, moves.moved_minor),
        0,
        false,
    from moves
    inner join
        kept
        on moves.account_id = kept.account_id
        and kept.row_kind = 'invoice'
        and moves.invoice_id = kept.row_key
        and kept.is_closed
    union all
    select
        account_id,
        'void',
        step || '/0',
        step,
        0,
        '',
        row_key,
        cast(open_minor + taken_minor as bigint),
        0,
        false,
    from invoices_moved
    where event_kind = 'void'
    union all
    select
        kept.account_id,
        kept.row_kind,
        kept.row_key,
        kept.step,
        kept.due_rank,
        kept.source_key,
        kept.invoice_id,
        kept.amount_minor,
        cast(any_value(kept.left_minor) - sum(moves.moved_minor) as bigint),
        false,
    from kept
    inner join
        moves
        on kept.account_id = moves.account_id
        and kept.row_kind = 'apply'
        and kept.row_key = moves.taken_key
    group by all
{% endmacro %}
