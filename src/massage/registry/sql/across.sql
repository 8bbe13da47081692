{# Rows that break a rule across rows, with the place of the row that they break it against:
   rule, client_id, place, value, earlier (a place), before (a day), n in all. #}
{% set known = "client_id IS NOT NULL AND day IS NOT NULL" %}
{% set sound_code = known ~ (" AND client_id NOT IN (%s)"|format(rounded) if rounded else "") %}
WITH visits AS (
  SELECT
    client_id, place, day, new_client, active, agreed_day,
    min(place) OVER (PARTITION BY client_id, day) AS first_place,
    lag(day) OVER (PARTITION BY client_id ORDER BY day, place) AS before,
    lag(place) OVER (PARTITION BY client_id ORDER BY day, place) AS before_place
  FROM numbered
  WHERE {{ known }}
),
repeated AS (
  SELECT client_id, place, day, first_place FROM visits
  WHERE {{ sound_code }} AND place > first_place
),
clients AS (
  SELECT
    client_id,
    min_by(place, day) AS place, min(day) AS first_day, count_if(day IS NULL) AS n_without_day,
    min(place) FILTER (WHERE new_client = 'yes') AS yes_new_client,
    min(place) FILTER (WHERE new_client = 'no') AS no_new_client,
    min(place) FILTER (WHERE active = 'yes') AS yes_active,
    min(place) FILTER (WHERE active = 'no') AS no_active
  FROM numbered
  WHERE client_id IS NOT NULL
  GROUP BY client_id
),
found AS (
  SELECT 'repeated_day' AS rule, client_id, place, day AS value, first_place AS earlier,
         day AS before
  FROM repeated
  UNION ALL
  SELECT 'late_start', client_id, place, first_day, place, first_day FROM clients
  WHERE first_day > 0 AND n_without_day = 0
{% for column in answers %}
  UNION ALL
  SELECT '{{ column }}', client_id, greatest(yes_{{ column }}, no_{{ column }}),
         CASE WHEN yes_{{ column }} > no_{{ column }} THEN 1.0 ELSE 0.0 END, place, first_day
  FROM clients
  WHERE yes_{{ column }} IS NOT NULL AND no_{{ column }} IS NOT NULL
    AND client_id NOT IN (SELECT client_id FROM repeated)
{% endfor %}
  UNION ALL
  SELECT 'agreed_early', client_id, place, agreed_day, before_place, before FROM visits
  WHERE agreed_day <= before AND agreed_day > 0
    AND client_id NOT IN (SELECT client_id FROM repeated)
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY rule ORDER BY place) AS rank,
         count(*) OVER (PARTITION BY rule) AS n
  FROM found
)
SELECT rule, client_id, place, value, earlier, before, n FROM ranked
WHERE rank <= {{ first }}
ORDER BY place
