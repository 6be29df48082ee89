{#
    The tables and views of a candidate, which is always new: there is nothing to swap,
    keep or grant, so a relation is made under its own name at once and described. dbt's
    own ways make it aside, rename it and ask the database about it five times more.
    Models have no hooks here, and none would be run.
#}
{% materialization table, adapter = "duckdb", supported_languages = ["sql"] %}
    {%- set made = this.incorporate(type="table") -%}
    {{ return(build_once(made, create_table_as(false, made, compiled_code))) }}
{% endmaterialization %}

{% materialization view, adapter = "duckdb" %}
    {%- set made = this.incorporate(type="view") -%}
    {{ return(build_once(made, create_view_as(made, compiled_code))) }}
{% endmaterialization %}

{# Makes a relation by a statement and describes it. #}
{% macro build_once(made, creation) %}
    {% do drop_relation_if_exists(load_cached_relation(this)) %}
    {% call statement("main") -%} {{ creation }} {%- endcall %}
    {% do persist_docs(made, model) %}
    {% do adapter.commit() %}
    {{ return({"relations": [made]}) }}
{% endmacro %}

{#
    Comments of a relation and its columns in one statement. dbt's own way asks the
    database first which columns there are; here one that is not there is an error.
#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {% call statement("comments") -%}
        comment on {{ relation.type }} {{ relation }}
        is {{ duckdb_escape_comment(model.description) }};
        {% for name in model.columns %}
            comment on column {{ relation }}.{{ adapter.quote(name) }}
            is {{ duckdb_escape_comment(model.columns[name]["description"]) }};
        {% endfor %}
    {%- endcall %}
{% endmacro %}
