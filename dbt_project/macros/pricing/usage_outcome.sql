{#
    What became of a rolled up row of usage (semantics 3.7, 5.4): the placement that
    keeps it from being rated, or what its period came to. Rows received after the
    period's last invoice are what the adjustment brings, if it can be rated again.

    Example: a row of a period that was issued on the 1st, received on the 3rd, is
    `drafted` where the adjustment stands on a draft.
#}
{% macro usage_outcome(placed, periods) -%}
    case
        when {{ placed }}.placement <> 'rated'
        then {{ placed }}.placement
        when
            {{ placed }}.received_on > {{ periods }}.last_issued_on
            and {{ periods }}.unrated_reason is not null
        then 'cannot_be_adjusted'
        when
            {{ periods }}.issued_on is not null
            and (
                {{ periods }}.line_kind is null
                or {{ placed }}.received_on <= {{ periods }}.last_issued_on
            )
        then 'issued'
        when {{ periods }}.held_reason is not null
        then 'held_' || {{ periods }}.held_reason
        when {{ periods }}.drafted_on is not null
        then 'drafted'
        when {{ periods }}.line_kind is not null and {{ periods }}.is_rated
        then 'awaits_next_invoice'
        else 'unexplained'
    end
{%- endmacro %}
