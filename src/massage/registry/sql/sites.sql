{# The first recorded site of each client who has one, by day. #}
SELECT client_id, min_by(pain_site, day) AS pain_site
FROM records
WHERE pain_site IS NOT NULL
GROUP BY client_id
