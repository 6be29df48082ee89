{#
    Each step of a derivation as a sentence for somebody who knows invoices and no SQL.
    It states what the models computed and computes nothing itself.
#}
{% macro step_words() -%}
    {%- set unit = money_words(scaled("unit_amount", 10), "exponent", "currency") -%}
    {%- set flat = money_words(scaled("flat_amount", 10), "exponent", "currency") -%}
    {%- set exact = money_words("exact_scaled", "exponent", "currency") -%}
    {%- set base = minor_words("base_minor") -%}
    {%- set whole = minor_words("whole_minor") -%}
    {%- set factor = quotient_words("factor_numerator", "factor_denominator") -%}
    {%- set percent = quotient_words("factor_numerator * 100", "100000000") -%}
    {%- set days = (
        day_words("starts_on")
        ~ " || ' to ' || "
        ~ day_words("(ends_on - 1)")
    ) -%}
    case
        step
        when 'price'
        then
            'Price '
            || source_key
            || ', '
            || case
                note
                when 'fixed'
                then 'fixed on the item'
                when 'contract'
                then 'agreed in the contract'
                when 'company'
                then 'agreed with this company'
                when 'tier'
                then 'of the company''s customer tier'
                else 'the list price'
            end
        when 'override'
        then
            'Override '
            || source_key
            || case
                note
                when 'percent'
                then
                    ' takes '
                    || {{ quotient_words(scaled("unit_amount", 10), ten_to(10)) }}
                    || ' % off'
                when 'amount_off'
                then ' takes ' || {{ unit }} || ' off the price'
                else ' sets the price to ' || {{ unit }}
            end
        when 'quantity'
        then
            case
                when note = 'time'
                then
                    'Time worked: '
                    ||
                    {{ quotient_words("factor_numerator * 60", "factor_denominator") }}
                    || ' minutes, in hours '
                    || {{ factor }}
                when note in ('recurring', 'one_off')
                then 'Quantity: ' || {{ factor }}
                else
                    'Measured: '
                    || {{ factor }}
                    || ', the '
                    || case
                        note
                        when 'sum'
                        then 'sum'
                        when 'count'
                        then 'number'
                        when 'count_unique'
                        then 'number of different keys'
                        when 'min'
                        then 'lowest'
                        when 'max'
                        then 'highest'
                        when 'latest'
                        then 'last'
                        when 'p95'
                        then '95th percentile'
                        else 'average over time'
                    end
                    || ' of '
                    || event_count
                    || ' readings'
                    || coalesce(' of the meter ' || meter, ' of the device count')
            end
        when 'included'
        then 'Included in the price, not charged: ' || {{ factor }}
        when 'tier'
        then
            if(note = 'volume', 'The tier', 'Tier') || coalesce(
                ' above ' || {{ quotient_words(scaled("tier_from", 6), "1000000") }}, ''
            )
            || coalesce(
                ' up to ' || {{ quotient_words(scaled("tier_to", 6), "1000000") }}, ''
            )
            || if(note = 'volume', ', for the whole quantity: ', ': ')
            || {{ factor }}
            || ' x '
            || {{ unit }}
            || if(flat_amount <> 0, ' and ' || {{ flat }} || ' flat', '')
            || ' = '
            || {{ exact }}
        when 'flat'
        then 'Flat amount: ' || {{ exact }}
        when 'per_unit'
        then {{ factor }} || ' x ' || {{ unit }} || ' = ' || {{ exact }}
        when 'package'
        then
            {{ factor }}
            || ' started packages of '
            || {{ quotient_words(scaled("tier_to", 6), "1000000") }}
            || ' x '
            || {{ unit }}
            || ' = '
            || {{ exact }}
        when 'percent'
        then
            {{ quotient_words(scaled("unit_amount", 10) ~ " * 100", ten_to(10)) }}
            || ' % of '
            || {{
                money_words(
                    "try("
                    ~ whole_quotient("factor_numerator", "factor_denominator")
                    ~ " * "
                    ~ ten_to(10)
                    ~ ")",
                    "exponent",
                    "currency",
                )
            }}
            || ' ('
            || note
            || ') = '
            || {{ exact }}
        when 'transaction_fee'
        then
            'Fee per transaction: '
            || {{ factor }}
            || ' x '
            || {{ unit }}
            || ' = '
            || {{ exact }}
        when 'transaction_bounds'
        then 'Least and most that one transaction may cost change it by ' || {{ exact }}
        when 'override_percent'
        then 'The override leaves ' || {{ percent }} || ' % of that'
        when 'cap'
        then
            if(
                base_minor = whole_minor,
                'The price is capped at ' || {{ whole }},
                'The price is capped: ' || {{ base }} || ' becomes ' || {{ whole }}
            )
        when 'exact'
        then 'Together exactly ' || {{ exact }}
        when 'rounded'
        then 'Rounded ' || {{ rounding_words() }}
        when 'used_until'
        then
            if(
                factor_numerator = factor_denominator,
                'The whole period, ',
                factor_numerator
                || ' of '
                || factor_denominator
                || if(note = 'second', ' millionths of seconds', ' days')
                || ' of the period, '
            )
            || {{ days }}
            || ', rounded '
            || {{ rounding_words() }}
            || if(change_minor < 0, '; credited', '')
        when 'used_before'
        then
            if(change_minor > 0, 'Not credited: used ', 'Less what other terms used: ')
            || factor_numerator
            || ' of '
            || factor_denominator
            || if(note = 'second', ' millionths of seconds, ', ' days, ')
            || {{ days }}
            || ', rounded '
            || {{ rounding_words() }}
        when 'trial'
        then 'Trial from ' || {{ days }} || ': nothing is charged'
        when 'period_cap'
        then 'Capped at ' || {{ base }} || ' for the days of this period'
        when 'minimum'
        then
            'The price''s minimum of '
            || {{ base }}
            || if(
                factor_numerator = factor_denominator,
                '',
                ' for '
                || factor_numerator
                || ' of '
                || factor_denominator
                || ' days, rounded '
                || {{ rounding_words() }}
            )
        when 'to_minimum'
        then 'Up to the minimum of ' || {{ base }}
        when 'less_charged'
        then 'Less what other lines charge for ' || {{ days }}
        when 'less_issued'
        then
            'Less what was issued before for '
            || {{ days }}
            || if(note = '1', ', on one line', ', on ' || note || ' lines')
        when 'reversal'
        then
            'Takes back what issued lines charged from ' || {{ day_words("starts_on") }}
        when 'adjusts'
        then
            'Adjusts '
            || note
            || ': was '
            || {{ base }}
            || ', is '
            || {{ whole }}
            || ', difference '
            || {{ minor_words("(whole_minor - base_minor)") }}
        when 'takes_back'
        then
            if(whole_minor = 0, 'Takes back ', 'Corrects ')
            || note
            || ', charged at '
            || {{ base }}
        when 'credits'
        then 'Credits ' || note || ', charged at ' || {{ base }}
        when 'commitment'
        then
            'Contract '
            || source_key
            || ' commits to '
            || {{ base }}
            || ' for each whole interval; due for '
            || {{ days }}
        when 'credit_cap'
        then
            'Capped: of '
            || {{ whole }}
            || ' only '
            || {{ base }}
            || ' are left to credit of what was charged'
        when 'credit_discount'
        then 'The same share of discount as the charge it changes'
        when 'discount'
        then
            if(source_table = 'contracts', 'Contract ', 'Discount ')
            || source_key
            || ': '
            || if(
                note = 'percent',
                {{ percent }} || ' % of ' || {{ base }},
                {{ minor_words("budget_minor") }}
            )
            || if(
                weight_minor = base_minor,
                '',
                ' on the invoice is '
                || {{ whole }}
                || ', of which this line bears its share'
            )
        when 'tax_included'
        then 'The price includes its tax, which is shown apart'
        when 'tax'
        then
            case
                note
                when 'exempt'
                then 'No tax: the company is exempt'
                when 'reverse_charge'
                then 'No tax: reverse charge'
                when 'no_rate'
                then 'No tax: no rate applies'
                else
                    'Tax '
                    || source_key
                    || ': '
                    || {{ percent }}
                    || ' %'
                    || if(note = 'inclusive', ' contained in ', ' of ')
                    || {{ base }}
                    || if(
                        weight_minor = base_minor,
                        ', rounded ' || {{ rounding_words() }},
                        ' on the invoice is '
                        || {{ whole }}
                        || ', of which this line bears its share'
                    )
            end
        when 'imported'
        then 'Imported as issued: ' || note || ' (' || part || ')'
        when 'issued'
        then 'Issued by this home as ' || note || ' (' || part || ')'
    end
{%- endmacro %}

{# Minor units as a person reads them. #}
{% macro minor_words(minor) -%}
    {{
        money_words(
            "(cast(" ~ minor ~ " as hugeint) * 10000000000)", "exponent", "currency"
        )
    }}
{%- endmacro %}

{# How the entity rounds a half. #}
{% macro rounding_words() -%}
    if(rounding = 'half_even', 'half to even', 'half away from zero')
{%- endmacro %}
