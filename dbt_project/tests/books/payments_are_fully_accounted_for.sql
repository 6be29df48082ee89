-- A payment is applied, refunded or unapplied credit; a reversed one is none of it.
select payment_id, status, amount_minor, applied_minor, refunded_minor, unapplied_minor,
from {{ ref("payments") }}
where
    applied_minor < 0
    or unapplied_minor < 0
    or case
        when status = 'succeeded' and is_booked
        then
            applied_minor + unapplied_minor > amount_minor
            or applied_minor + unapplied_minor + refunded_minor < amount_minor
        else applied_minor + unapplied_minor <> 0
    end
