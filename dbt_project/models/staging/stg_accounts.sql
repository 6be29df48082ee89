select account, name, kind, parent, role, from {{ source("raw", "accounts") }}
