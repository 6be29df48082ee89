{# The columns together name one row, and none of them is empty. #}
{% test unique_rows(model, columns) %}
    select {{ columns | join(", ") }}, count(*) as row_count
    from {{ model }}
    group by all
    having count(*) > 1 or {{ columns | join(" is null or ") }} is null
{% endtest %}
