# The claims' statistics the long way, in R. Run from the project's top:
#   Rscript tests/reference/claims.R > tests/reference/claims.txt      (also writes claims.csv)
# Needs Debian's r-base, r-cran-sandwich, r-cran-clubsandwich, r-cran-survival and r-cran-metafor. Reads
# claims_sessions.csv beside it; the tests read claims.csv and need no R.
suppressPackageStartupMessages({library(sandwich); library(clubSandwich); library(survival); library(metafor)})
folder <- "tests/reference/"
s <- read.csv(paste0(folder, "claims_sessions.csv"))
s <- s[order(s$client_id, s$day), ]
out <- data.frame()
keep <- function(name, estimate, low = NA, high = NA, p = NA, n = NA)
  out <<- rbind(out, data.frame(name, estimate, low, high, p_value = p, n_clients = n))

one_row <- function(d) do.call(rbind, lapply(split(d, d$client_id), function(c) {
  early <- c[c$day <= 42, ]
  value <- function(column) {
    later <- c[c$day >= 43 & c$day <= 84 & !is.na(c[[column]]), ]
    first <- c[c$day == 0, column]
    c(if (c$new_client[1] == "yes") first else NA, later[1, column], later$day[1])
  }
  pain <- value("pain_before"); sleep <- value("sleep_quality"); hours <- value("sleep_hours")
  stress <- value("stress")
  angle <- 2 * pi * (c$month[1] - 0.5) / 12
  data.frame(client_id = c$client_id[1], condition = c$condition[1], frequency = nrow(early) / 6,
    before = pain[1], change = pain[1] - pain[2], follow_day = pain[3],
    sleep = sleep[2] - sleep[1], stress = stress[1] - stress[2], h1 = hours[1], h2 = hours[2],
    mostly = as.numeric(mean(early$modality == "lymphatic") > 0.5),
    care = as.numeric(mean(early$other_care == "yes") >= 0.5), season_cos = cos(angle), season_sin = sin(angle))
}))
clients <- one_row(s)

hc3 <- function(name, model, term, sign = 1) {
  error <- sqrt(pmax(diag(vcovHC(model, "HC3")), diag(vcov(model))))[term]
  x <- model.matrix(model)
  a <- resid(lm(x[, term] ~ x[, colnames(x) != term] - 1)); e <- resid(model)
  kurtosis <- length(e) * sum(e^4) / sum(e^2)^2   # few who differ decide, as in association.R
  df <- min(model$df.residual, max(1, 2 * sum(a^2)^2 / sum(a^4) / (kurtosis - 1)))
  b <- sign * coef(model)[term]; half <- qt(0.975, df) * error
  keep(name, b, b - half, b + half, 2 * pt(-abs(b / error), df), nobs(model))
}
cr2 <- function(name, model, term, d) {
  t <- coef_test(model, vcovCR(model, cluster = d$client_id, type = "CR2"))[term, ]
  half <- qt(0.975, t$df_Satt) * t$SE
  keep(name, t$beta, t$beta - half, t$beta + half, t$p_Satt, nrow(d))
}
student <- function(name, x) {
  t <- t.test(x)
  keep(name, t$estimate, t$conf.int[1], t$conf.int[2], t$p.value, sum(!is.na(x)))
}
share <- function(name, events, n) {
  t <- binom.test(events, n)
  keep(name, t$estimate, t$conf.int[1], t$conf.int[2], NA, n)
}

# changes, and who crossed 8 hours
fibro <- clients[clients$condition == "fibromyalgia", ]
student("change_pain_fibromyalgia", fibro$change)
student("change_sleep_fibromyalgia", fibro$sleep)
student("change_stress_stress", clients$stress[clients$condition == "stress"])
slept <- na.omit(clients[, c("h1", "h2")])
share("reach_8_hours", sum(slept$h1 < 8 & slept$h2 >= 8), sum(slept$h1 < 8))

# relief at once
student("relief_at_once", tapply(s$pain_before - s$pain_after, s$client_id, mean, na.rm = TRUE))

# unwanted events
asked <- s[s$day > 0 | s$new_client == "no", ]
event <- tapply(asked$adverse_event != "none", asked$client_id, sum)
share("share_with_event", sum(event > 0), length(event))
keep("rate_per_hundred", 100 * sum(event) / nrow(asked), n = length(event))

# one kind of massage against the others
known <- clients[complete.cases(clients[, c("change", "before", "follow_day")]), ]
cr2("modality", lm(change ~ before + follow_day + mostly, known), "mostly", known)

# other care
care <- lm(change ~ frequency + care + before + follow_day + frequency:care, known)
cr2("care_between", care, "frequency:care", known)
keep("care_slope_without", coef(care)["frequency"], n = sum(known$care == 0))
keep("care_slope_with", coef(care)["frequency"] + coef(care)["frequency:care"], n = sum(known$care == 1))

# pain with stress within the same client
linked <- s[!is.na(s$pain_before) & !is.na(s$stress), ]
linked <- linked[linked$client_id %in% names(which(table(linked$client_id) >= 2)), ]
linked$angle <- 2 * pi * (linked$month - 0.5) / 12
partial <- function(d, terms) {
  model <- lm(reformulate(c("stress", terms, "factor(client_id)"), "pain_before"), d)
  t <- summary(model)$coefficients["stress", "t value"]
  t / sqrt(t^2 + model$df.residual)
}
time <- c("log1p(day)", "I(day / 180)", "cos(angle)", "sin(angle)")
keep("rmcorr_plain", partial(linked, NULL))
r <- partial(linked, time)
ids <- unique(linked$client_id); n <- length(ids)
left <- sapply(ids, function(i) atanh(partial(linked[linked$client_id != i, ], time)))
error <- sqrt((n - 1) / n * sum((left - mean(left))^2))
ends <- tanh(atanh(r) + c(-1, 1) * qt(0.975, n - 1) * error)
keep("rmcorr_adjusted", r, ends[1], ends[2], 2 * pt(-abs(atanh(r) / error), n - 1), n)

# time to relief: 28-day blocks from day 43, first value in each, two low ones in a row
watched <- do.call(rbind, lapply(split(s, s$client_id), function(c) {
  first <- c$pain_before[c$day == 0]
  if (c$new_client[1] != "yes" || is.na(first) || first < 4) return(NULL)
  c <- c[!is.na(c$pain_before), ]
  values <- sapply(0:6, function(b) c$pain_before[c$day >= 43 + 28 * b & c$day < 71 + 28 * b][1])
  pairs <- 0; relief <- FALSE
  for (b in 1:6) {
    if (is.na(values[b]) || is.na(values[b + 1])) break
    pairs <- b
    if (max(values[b], values[b + 1]) <= first - 2) { relief <- TRUE; break }
  }
  if (pairs == 0) return(NULL)
  data.frame(client_id = c$client_id[1], pairs, relief)
}))
watched <- merge(watched, clients)
rmst <- function(d) {
  fit <- survfit(Surv(pairs, relief) ~ 1, d)
  28 * unname(summary(fit, rmean = 6)$table["rmean"])
}
watched$often <- watched$frequency > median(watched$frequency)
keep("rmst_often", rmst(watched[watched$often, ]), n = sum(watched$often))
keep("rmst_seldom", rmst(watched[!watched$often, ]), n = sum(!watched$often))
# pointwise interval after each pair of blocks, log-log
for (group in c("often", "seldom")) {
  d <- watched[watched$often == (group == "often"), ]
  fit <- summary(survfit(Surv(pairs, relief) ~ 1, d, conf.type = "log-log"), times = 1:6, extend = TRUE)
  for (i in 1:6) keep(paste0("curve_", group, "_", i), fit$surv[i], fit$lower[i], fit$upper[i], n = nrow(d))
}
keep("logrank", NA, p = pchisq(survdiff(Surv(pairs, relief) ~ often, watched)$chisq, 1,
                               lower.tail = FALSE), n = nrow(watched))
gaps <- do.call(rbind, lapply(split(s, s$client_id), function(c) {
  m <- nrow(c); if (m < 2) return(NULL)
  a <- 1:(m - 1); b <- 2:m
  changed <- !is.na(c$original_day[b]) & c$original_day[b] != c$day[b]
  moved <- changed & c$original_day[b] > c$day[a]
  agreed <- ifelse(moved, c$original_day[b], c$day[b])
  keep <- moved | (c$booked_day[b] <= c$day[a] & !changed)
  data.frame(client_id = c$client_id[a], start = c$day[a], length = log2(agreed - c$day[a]),
             before = c$pain_before[a],
             angle = 2 * pi * (c$month[a] - 0.5) * 365 / 12 / 365)[keep & agreed > c$day[a], ]
}))
later <- na.omit(gaps[gaps$start >= 42, ])
slopes <- coef(lm(length ~ before + cos(angle) + sin(angle) + factor(client_id), later))[2:4]
later$plain <- later$length - as.matrix(cbind(later$before, cos(later$angle), sin(later$angle))) %*% slopes
usual <- tapply(later$plain, later$client_id, mean)[table(later$client_id) >= 3]
first <- gaps[gaps$start == 0, ]
watched$usual <- as.numeric(usual[as.character(watched$client_id)])
watched$first <- first$length[match(watched$client_id, first$client_id)]
watched <- na.omit(watched[, c("pairs", "relief", "usual", "first", "before", "season_cos", "season_sin")])
n <- nrow(watched)
all <- rmst(watched)
watched$days <- n * all - (n - 1) * sapply(1:n, function(i) rmst(watched[-i, ]))
hc3("time_to_relief", lm(days ~ usual + before + season_cos + season_sin + first, watched), "first")

# conditions, partially pooled; then with changes that do differ between them
pool <- function(name, known) {
  within <- lm(change ~ before + follow_day + factor(condition), known)
  b <- coef(within)[2:3]
  known$adjusted <- known$change - b[1] * (known$before - mean(known$before)) -
    b[2] * (known$follow_day - mean(known$follow_day))
  y <- c(tapply(known$adjusted, known$condition, mean))
  sizes <- table(known$condition)
  left <- within$df.residual; more <- (left + 2) / left
  v <- more * tapply(known$adjusted, known$condition, var) / sizes
  unsure <- vcovHC(within, "HC0")[2:3, 2:3]
  away <- sapply(split(known, known$condition), function(d)
    c(mean(d$before) - mean(known$before), mean(d$follow_day) - mean(known$follow_day)))
  slopes <- apply(away, 2, function(a) t(a) %*% unsure %*% a)
  df <- (v + slopes)^2 / (v^2 / (sizes - 1) + slopes^2 / left)
  v <- c(v) + slopes
  fit <- rma(as.numeric(y), as.numeric(v), method = "PM", test = "adhoc", control = list(tol = 1e-12))
  keep(paste0(name, "_mean"), fit$b, fit$ci.lb, fit$ci.ub, fit$pval, nrow(known))
  w <- 1 / v; k <- length(v)  # Welch's test from means, their variances and degrees of freedom
  f <- sum(w * (y - sum(w * y) / sum(w))^2) / (k - 1)
  u <- sum((1 - w / sum(w))^2 / df)
  p <- pf(f / (1 + 2 * (k - 2) / (k^2 - 1) * u), k - 1, (k^2 - 1) / (3 * u), lower.tail = FALSE)
  keep(paste0(name, "_spread"), sqrt(fit$tau2), p = min(1, 2 * p), n = nrow(known))
  shrunk <- blup(fit)$pred
  for (i in seq_along(y)) keep(paste0(name, "_", names(y)[i]), shrunk[i])
}
pool("pooled", known)
apart <- known
apart$change <- apart$change + 3 * (apart$condition == "strain") - 2 * (apart$condition == "scoliosis")
pool("apart", apart)
k <- 7
plain <- known$change  # the same formula on raw changes is R's own Welch test
sizes <- tapply(plain, known$condition, length); w <- sizes / tapply(plain, known$condition, var)
m <- tapply(plain, known$condition, mean); f <- sum(w * (m - sum(w * m) / sum(w))^2) / (k - 1)
u <- sum((1 - w / sum(w))^2 / (sizes - 1))
stopifnot(all.equal(oneway.test(change ~ condition, known)$p.value,
                    pf(f / (1 + 2 * (k - 2) / (k^2 - 1) * u), k - 1, (k^2 - 1) / (3 * u), lower.tail = FALSE)))
# certain standard errors: the plain Q profile
apart <- list(y = c(-0.8, 0.1, 0.5, 1.4, 2.0), v = c(0.2, 0.3, 0.1, 0.25, 0.4)^2)
fit <- rma(apart$y, apart$v, method = "PM", test = "adhoc", control = list(tol = 1e-12))
ends <- confint(fit, control = list(tol = 1e-12))$random["tau", ]
keep("spread_certain", sqrt(fit$tau2), ends["ci.lb"], ends["ci.ub"], fit$QEp)
keep("mean_certain", fit$b, fit$ci.lb, fit$ci.ub, fit$pval)

for (i in seq_along(apart$y)) keep(paste0("shrunk_", i), blup(fit)$pred[i])

write.csv(format(out, digits = 12, trim = TRUE), paste0(folder, "claims.csv"), row.names = FALSE,
          quote = FALSE)
print(R.version.string); for (p in c("sandwich", "clubSandwich", "survival", "metafor")) cat(p, format(packageVersion(p)), "\n")
print(out, digits = 10, row.names = FALSE)
