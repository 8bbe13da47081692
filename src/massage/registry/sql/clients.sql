{# One row per client, from records that have their types: what analysis.clients.gather gathers,
   and how many of her rows, or all of them together, break a rule. DuckDB and Spark run it. #}
SELECT
  client_id,
  count(*) AS n_sessions,
  max(day) AS last_day,
  CAST(count_if(day BETWEEN {{ exposure[0] }} AND {{ exposure[1] }}) AS BIGINT) AS n_exposure,
  CAST(count_if(day BETWEEN {{ follow_up[0] }} AND {{ follow_up[1] }}) AS BIGINT) AS n_later,
  max(therapist_id) FILTER (WHERE day = 0) AS therapist_id,
{% for answer in ["new_client", "active"] %}
  CAST(count_if({{ answer }} = 'yes') AS BIGINT) AS yes_{{ answer }},
  CAST(count_if({{ answer }} = 'no') AS BIGINT) AS no_{{ answer }},
{% endfor %}
{% for column in outcomes %}
{% set later = "day BETWEEN %d AND %d AND %s IS NOT NULL"|format(follow_up[0], follow_up[1], column) %}
  max({{ column }}) FILTER (WHERE day = 0) AS {{ column }}_baseline,
  min_by({{ column }}, day) FILTER (WHERE {{ later }}) AS {{ column }}_follow_up,
  min(day) FILTER (WHERE {{ later }}) AS {{ column }}_follow_up_day,
{% endfor %}
  CAST(count_if(agreed_day IS NOT NULL) AS BIGINT) AS n_agreed,
  CAST(count_if(agreed_day IS NOT NULL AND agreed_known = 'no') AS BIGINT) AS n_unknown,
  CAST(count_if(therapist_id < ':' OR therapist_id > '~~~') AS BIGINT) AS n_numbered,
  CAST(count_if(broken) AS BIGINT) AS n_broken,
{% if repeated %}
  count(*) - size(array_distinct(array_agg(day))) AS n_repeated,
{% endif %}
  min(day) AS first_day
FROM records
GROUP BY client_id
ORDER BY client_id
