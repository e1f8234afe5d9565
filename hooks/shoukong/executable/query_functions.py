"""The functions that queries of clauses may call: all of them give the same result for the same files, whenever asked.

A function that asks the clock, chance, the settings or the catalogue, or runs a text as a query, is not among them.
"""

_TEXTS = """
ascii bar chr concat concat_ws contains ends_with format instr lcase left length lower lpad ltrim nfc_normalize ord
position prefix printf regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
regexp_split_to_array repeat replace reverse right rpad rtrim split split_part starts_with str_split str_split_regex
string_split string_split_regex string_to_array strip_accents strlen strpos substr substring suffix translate trim
ucase unicode upper levenshtein damerau_levenshtein jaccard jaro_similarity jaro_winkler_similarity hamming md5 sha256
like_escape ilike_escape not_like_escape not_ilike_escape
"""
_NUMBERS = """
abs add cbrt ceil ceiling divide even exp factorial fdiv floor fmod gcd greatest isfinite isinf isnan lcm least ln log
log10 log2 mod multiply pi pow power round round_even sign sqrt subtract trunc
"""
_DAYS = """
date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek
dayofyear days_in_month decade epoch hour isodow isoyear julian last_day make_date make_time make_timestamp minute month
monthname quarter second strftime strptime time_bucket to_days to_hours to_minutes to_months to_quarters to_seconds
to_weeks to_years try_strptime week weekday weekofyear year yearweek
"""
_CHOICES = "coalesce if ifnull nullif typeof"
_LISTS = """
array_length array_to_string cardinality flatten len list_append list_apply list_avg list_concat list_contains
list_count list_distinct list_element list_extract list_filter list_first list_has list_has_all list_has_any
list_indexof list_intersect list_last list_max list_median list_min list_pack list_position list_prepend list_reduce
list_reverse list_reverse_sort list_select list_slice list_sort list_string_agg list_sum list_transform list_unique
list_value list_where list_zip array_extract array_slice element_at generate_series map map_entries map_extract
map_from_entries map_keys map_values range row struct_extract struct_insert struct_pack unnest
"""
_GROUPS = """
any_value arbitrary arg_max arg_min argmax argmin array_agg avg bool_and bool_or corr count count_if count_star countif
first group_concat histogram last list listagg max max_by mean median min min_by mode product quantile quantile_cont
quantile_disc stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance
"""
_WINDOWS = """
cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
"""
FAMILIES = {
    "texts": tuple(_TEXTS.split()),
    "numbers": tuple(_NUMBERS.split()),
    "days": tuple(_DAYS.split()),
    "choices": tuple(_CHOICES.split()),
    "lists": tuple(_LISTS.split()),
    "groups": tuple(_GROUPS.split()),
    "windows": tuple(_WINDOWS.split()),
}
FUNCTIONS = frozenset(name for names in FAMILIES.values() for name in names)
