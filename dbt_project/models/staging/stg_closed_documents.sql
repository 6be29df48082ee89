select document_key, acted_on, from {{ source("raw", "closed_documents") }}
