{# How many cells break each rule, and in how many rows. #}
SELECT
{% for rule in rules %}
  CAST(coalesce(count_if({{ rule.holds }}), 0) AS BIGINT) AS {{ rule.key }},
{% endfor %}
  CAST(count_if(broken) AS BIGINT) AS n_rows
FROM numbered
