-- The one recursion of the books. What a payment settles depends on what was open the
-- day it came, which depends on every document before it; a closed form would either
-- rewrite the past when a later document arrives (trap 40) or forbid refunds to reopen.
-- One step takes the next document of every account at once, so the depth is the
-- longest account, not the number of documents.
with recursive
    state(
        account_id,
        row_kind,
        row_key,
        step,
        due_rank,
        source_key,
        invoice_id,
        amount_minor,
        left_minor,
        is_closed
    )
using
    key(account_id, row_kind, row_key) as (
        select
            '',
            'clock',
            '',
            cast(0 as bigint),
            cast(0 as bigint),
            '',
            '',
            cast(0 as bigint),
            cast(0 as bigint),
            false
        union
        (
            with
                due as (
                    select events.*
                    from {{ ref("int_receivable_events") }} as events
                    inner join
                        state
                        on state.row_kind = 'clock'
                        and events.step = state.step + 1
                ),
                kept as (
                    select kept.*
                    from recurring.state as kept
                    inner join due on kept.account_id = due.account_id
                ),
                candidates as ({{ receivable_candidates() }}),
                counted as (
                    select
                        *,
                        row_number() over in_turn as move_no,
                        coalesce(
                            sum(available_minor) over (
                                in_turn rows between unbounded preceding and 1 preceding
                            ),
                            0
                        ) as before_minor,
                    from candidates
                    window
                        in_turn as (
                            partition by account_id
                            order by turn, place, source_key, invoice_id, taken_key
                        )
                ),
                moves as (
                    select
                        *,
                        cast(
                            least(available_minor, limit_minor - before_minor) as bigint
                        ) as moved_minor,
                    from counted
                    where least(available_minor, limit_minor - before_minor) > 0
                ),
                invoices_before as (
                    select
                        account_id,
                        row_key,
                        due_rank,
                        amount_minor,
                        left_minor,
                        is_closed
                    from kept
                    where row_kind = 'invoice'
                    union all
                    select account_id, invoice_id, due_rank, amount_minor, 0, false
                    from due
                    where event_kind = 'invoice'
                ),
                invoices_moved as (
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
                    from invoices_before as before
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
                ),
                credits_before as (
                    select account_id, row_key, step, amount_minor
                    from kept
                    where row_kind = 'credit'
                    union all
                    select account_id, source_key, step, amount_minor
                    from due
                    where
                        event_kind in (
                            'negative_invoice',
                            'credit_note',
                            'open_payment',
                            'named_payment'
                        )
                ),
                credits_moved as (
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
                    from credits_before as before
                    left join
                        moves
                        on before.account_id = moves.account_id
                        and before.row_key = moves.source_key
                    group by before.account_id, before.row_key
                )
                {{ receivable_state() }}
            union all
            select '', 'clock', '', max(step), 0, '', '', 0, 0, false
            from due
            having count(*) > 0
        )
    )
select *
from state
where row_kind <> 'clock'
