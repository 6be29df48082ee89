-- The one recursion of the books. What a payment settles depends on what was open the
-- day it came, which depends on every document before it; a closed form would either
-- rewrite the past when a later document arrives (trap 40) or forbid refunds to reopen.
-- One step takes the next document of every account at once, so the depth is the
-- longest account, not the number of documents. Until money first reaches an account
-- its invoices stand each for itself, so that the replay begins there.
with recursive
    documents as materialized(
        select
            *,
            coalesce(
                step - min(step) filter (event_kind not in ('invoice', 'close')) over (
                    partition by account_id
                ),
                -1
            ) as steps_from_money,
        from {{ ref("int_receivable_events") }}
    ),
    opening as ({{ receivable_opening() }}),
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
        (
            select
                '',
                'clock',
                '',
                cast(-1 as bigint),
                cast(0 as bigint),
                '',
                '',
                cast(0 as bigint),
                cast(0 as bigint),
                false
            union all
            select *
            from opening
        )
        union
        (
            with
                due as (
                    select documents.*
                    from documents
                    inner join
                        state
                        on state.row_kind = 'clock'
                        and documents.steps_from_money = state.step + 1
                ),
                kept as (
                    select *
                    from recurring.state
                    -- not as a join: it would put all of the state into a hash table
                    where account_id in (select account_id from due)
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
                invoices_moved as ({{ receivable_invoices_moved() }}),
                credits_moved as ({{ receivable_credits_moved() }})
                {{ receivable_state() }}
            union all
            select '', 'clock', '', max(steps_from_money), 0, '', '', 0, 0, false
            from due
            having count(*) > 0
        )
    )
select *
from state
where row_kind <> 'clock'
