{# How many rows were agreed for a day no later than the visit before. #}
SELECT count(*) AS n
FROM (
  SELECT agreed_day, lag(day) OVER (PARTITION BY client_id ORDER BY day) AS before FROM records
)
WHERE agreed_day <= before
