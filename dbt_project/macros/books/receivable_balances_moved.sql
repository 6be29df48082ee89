{#
    Each invoice that a step of the replay of receivables touches, with what was applied
    to it and taken back. Reads `kept`, `due` and `moves`.
#}
{% macro receivable_invoices_moved() %}
    select
        before.account_id,
        before.row_key,
        any_value(before.due_rank) as due_rank,
        any_value(before.amount_minor) as open_minor,
        any_value(before.left_minor) as settled_minor,
        any_value(before.is_closed) as is_closed,
        any_value(due.event_kind) as event_kind,
        any_value(due.step) as step,
        coalesce(
            sum(moves.moved_minor) filter (moves.move = 'apply'), 0
        ) as applied_minor,
        coalesce(
            sum(moves.moved_minor) filter (moves.move = 'take_back'), 0
        ) as taken_minor,
    from
        (
            select account_id, row_key, due_rank, amount_minor, left_minor, is_closed
            from kept
            where row_kind = 'invoice'
            union all
            select account_id, invoice_id, due_rank, amount_minor, 0, false
            from due
            where event_kind = 'invoice'
        ) as before
    inner join due on before.account_id = due.account_id
    left join
        moves
        on before.account_id = moves.account_id
        and before.row_key = moves.invoice_id
    where
        moves.invoice_id is not null
        or due.event_kind in ('invoice', 'close', 'void')
        and before.row_key = due.invoice_id
    group by before.account_id, before.row_key
{% endmacro %}

{#
    Each credit of the accounts of such a step, with what it gave or got back.
#}
{% macro receivable_credits_moved() %}
    select
        before.account_id,
        before.row_key,
        any_value(before.step) as step,
        any_value(before.amount_minor) as credit_minor,
        coalesce(
            sum(
                case
                    when moves.move in ('apply', 'return')
                    then - moves.moved_minor
                    when moves.event_kind in ('take_back', 'release')
                    then moves.moved_minor
                    when
                        moves.event_kind = 'void'
                        and moves.source_key not like 'credit_note:%'
                    then moves.moved_minor
                end
            ),
            0
        ) as change_minor,
    from
        (
            select account_id, row_key, step, amount_minor
            from kept
            where row_kind = 'credit'
            union all
            select account_id, source_key, step, amount_minor
            from due
            where
                event_kind
                in ('negative_invoice', 'credit_note', 'open_payment', 'named_payment')
        ) as before
    left join
        moves
        on before.account_id = moves.account_id
        and before.row_key = moves.source_key
    group by before.account_id, before.row_key
{% endmacro %}
