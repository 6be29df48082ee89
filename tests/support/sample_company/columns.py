"""The columns that each file of the sample company writes, in file order."""

_TEXT = {
    "entities": """entity_id parent_entity_id name currency time_zone country tax_id
        invoice_prefix number_separator number_padding number_reset payment_terms_days
        rounding tax_rounding aging_basis late_usage_days proration_invoicing""",
    "companies": """company_id entity_id parent_company_id bill_to_parent name currency
        time_zone country region vertical tier status created_on email
        stripe_customer_id tax_exempt reverse_charge""",
    "contacts": """contact_id company_id first_name last_name email phone is_billing
        external_ref""",
    "departments": """department_id entity_id parent_department_id name
        cost_center_type gl_code manager""",
    "products": """product_id name category tax_code unit_cost cost_currency
        margin_floor_pct proration billing_timing recognition revenue_account
        department_id""",
    "prices": """price_id product_id company_id contract_id tier currency charge_model
        unit_amount flat_amount included_quantity minimum_minor interval
        effective_from effective_to""",
    "price_brackets": "price_id up_to unit_amount flat_amount",
    "price_overrides": """override_id company_id product_id kind value effective_from
        effective_to approved_by""",
    "subscriptions": """subscription_id company_id started_on anchor_on interval
        interval_count trial_ends_on ended_on cancel_mode contract_id currency""",
    "subscription_items": """item_id subscription_id product_id price_id started_on
        ended_on quantity usage_required meter aggregation device_class
        device_policy""",
    "subscription_changes": "change_id item_id effective_at quantity price_id",
    "discounts": """discount_id company_id subscription_id product_id kind value
        currency duration periods starts_on carries_over""",
    "contracts": """contract_id company_id type starts_on ends_on auto_renew notice_days
        payment_terms_days discount_percent committed_minor commitment_interval
        currency status""",
    "tax_rates": """tax_rate_id entity_id country region tax_code percent inclusive
        effective_from effective_to""",
    "fx_rates": "date base_currency quote_currency rate",
    "technicians": """technician_id name email cost_rate_minor currency
        target_utilization effective_from""",
    "accounts": "account name kind parent role",
    "usage": """event_id source company_id meter occurred_at received_at quantity
        corrects_event_id""",
    "rmm_device_counts": """event_id company_id device_class device_count observed_at
        received_at""",
    "time_entries": """entry_id company_id technician_id ticket_id worked_at minutes
        billable product_id cost_minor""",
    "one_off_charges": """charge_id company_id product_id charged_on quantity
        description""",
    "issued_invoices": """entity_id invoice_no company_id invoice_date due_date currency
        total_minor status voided_on closed_on""",
    "issued_invoice_lines": """entity_id invoice_no line_no subscription_id item_id
        product_id price_id meter kind period_start period_end quantity unit_amount
        amount_minor discount_minor tax_minor tax_rate_id tax_percent tax_reason
        is_tax_inclusive source_id""",
    "payments": """payment_id company_id received_at amount_minor currency method status
        reference fee_minor invoice_no stripe_charge_id stripe_payout_id
        reversed_on""",
    "applications": """payment_id credit_note_no entity_id invoice_no applied_on
        amount_minor""",
    "refunds": """refund_id payment_id refunded_at amount_minor credit_note_no
        stripe_payout_id reason""",
    "credit_notes": """credit_note_no entity_id invoice_no issued_on amount_minor
        tax_minor reason""",
    "payouts": "payout_id entity_id paid_on amount_minor currency",
    "disputes": """dispute_id payment_id opened_on amount_minor fee_minor status
        closed_on stripe_payout_id closed_stripe_payout_id""",
    "write_offs": """write_off_id entity_id invoice_no written_off_on amount_minor
        reason""",
    "ar_aging": """snapshot_date client_id account_name invoice_no invoice_date
        invoice_amount total_outstanding days_0_30 days_31_60 days_61_90 days_91_120
        days_over_120 first_name last_name email phone""",
}

COLUMNS: dict[str, tuple[str, ...]] = {
    table: tuple(text.split()) for table, text in _TEXT.items()
}
