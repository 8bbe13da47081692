# Reference numbers for correlate, ancova, average and Holm, computed the long way in R.
# Run from the project's top:  Rscript tests/reference/association.R
# Needs Debian's r-base, r-cran-sandwich and r-cran-clubsandwich. Reads clients.csv beside it and
# writes association.csv; the tests read that file and need no R.
suppressMessages({library(sandwich); library(clubSandwich)})
folder <- "tests/reference/"
clients <- read.csv(paste0(folder, "clients.csv"))
level <- 0.95
out <- data.frame()
keep <- function(name, estimate, low, high, p, se, df, n) {
  out <<- rbind(out, data.frame(name, estimate, low, high, p_value = p, standard_error = se, df,
                                n_clients = n))
}

left <- function(data, x, y, z, ranked) {
  columns <- data[, c(x, y, z)]
  if (ranked) columns <- as.data.frame(lapply(columns, rank))
  if (length(z) == 0) return(data.frame(a = columns[[x]] - mean(columns[[x]]),
                                        e = columns[[y]] - mean(columns[[y]])))
  rest <- as.matrix(columns[, z, drop = FALSE])
  data.frame(a = resid(lm(columns[[x]] ~ rest)), e = resid(lm(columns[[y]] ~ rest)))
}
partial <- function(...) { both <- left(...); cor(both$a, both$e) }
# Few who differ decide: Satterthwaite's degrees of freedom of the sum of (a e)^2.
deciding_df <- function(a, e, most) {
  kurtosis <- length(e) * sum(e^4) / sum(e^2)^2
  min(most, max(1, 2 * sum(a^2)^2 / sum(a^4) / (kurtosis - 1)))
}
correlations <- function(name, x, y, z, ranked) {
  data <- na.omit(clients[, c(x, y, z)])
  n <- nrow(data)
  r <- partial(data, x, y, z, ranked)
  se <- 1 / sqrt(n - 3 - length(z))
  ends <- tanh(atanh(r) + c(-1, 1) * qnorm(1 - (1 - level) / 2) * se)
  keep(paste0(name, "_fisher"), r, ends[1], ends[2], 2 * pnorm(-abs(atanh(r)) / se), se, Inf, n)
  without <- sapply(seq_len(n), function(i) atanh(partial(data[-i, ], x, y, z, ranked)))
  se <- max(se, sqrt((n - 1) / n * sum((without - mean(without))^2)))
  both <- left(data, x, y, z, ranked)
  df <- deciding_df(both$a, both$e, n - 1)
  ends <- tanh(atanh(r) + c(-1, 1) * qt(1 - (1 - level) / 2, df) * se)
  keep(paste0(name, "_jackknife"), r, ends[1], ends[2], 2 * pt(-abs(atanh(r)) / se, df), se, df, n)
}
adjusted <- c("pain_baseline", "pain_follow_up_day")
correlations("spearman", "frequency", "pain_improvement", character(0), TRUE)
correlations("partial_spearman", "frequency", "pain_improvement", adjusted, TRUE)
correlations("pearson", "frequency", "pain_improvement", character(0), FALSE)
correlations("partial_pearson", "frequency", "pain_improvement", adjusted, FALSE)

# Nearly everyone equally often: six of the clients away from the commonest pace.
few <- clients
few$frequency <- ifelse(seq_len(nrow(few)) %% 19 == 0, few$frequency + 0.5, 1)
complete <- clients
clients <- few
correlations("few_differ", "frequency", "pain_improvement", adjusted, TRUE)
clients <- complete

# Pearson's interval once more, from R's own test.
both <- cor.test(clients$frequency, clients$pain_improvement)
keep("pearson_r_own", both$estimate, both$conf.int[1], both$conf.int[2], NA, NA, NA,
     sum(complete.cases(clients[, c("frequency", "pain_improvement")])))

used <- c("pain_improvement", "frequency", adjusted)
rows <- na.omit(clients[, c(used, "therapist_id")])
fit <- lm(pain_improvement ~ frequency + pain_baseline + pain_follow_up_day, rows)
b <- coef(fit)[["frequency"]]
slope <- function(name, se, df) {
  ends <- b + c(-1, 1) * qt(1 - (1 - level) / 2, df) * se
  keep(name, b, ends[1], ends[2], 2 * pt(-abs(b / se), df), se, df, nrow(rows))
}
robust <- function(name, fit) {
  se <- sqrt(max(vcovHC(fit, type = "HC3")["frequency", "frequency"], vcov(fit)["frequency", "frequency"]))
  a <- resid(lm(model.matrix(fit)[, "frequency"] ~ model.matrix(fit)[, colnames(model.matrix(fit)) != "frequency"] - 1))
  slope(name, se, deciding_df(a, resid(fit), fit$df.residual))
}
robust("ancova_hc3", fit)
tested <- coef_test(fit, vcov = "CR2", cluster = rows$therapist_id, test = "Satterthwaite")
slope("ancova_cr2", tested["frequency", "SE"], tested["frequency", "df_Satt"])

fit <- lm(pain_improvement ~ frequency + pain_baseline + therapist_id, rows)
b <- coef(fit)[["frequency"]]
robust("ancova_dummies_hc3", fit)

rows <- na.omit(few[, used])
fit <- lm(pain_improvement ~ frequency + pain_baseline + pain_follow_up_day, rows)
b <- coef(fit)[["frequency"]]
robust("ancova_few_differ", fit)

mean_test <- t.test(clients$pain_improvement)
keep("average", mean_test$estimate, mean_test$conf.int[1], mean_test$conf.int[2],
     mean_test$p.value, mean_test$stderr, mean_test$parameter, mean_test$parameter + 1)

holm <- p.adjust(c(0.012, 0.04, 0.03, 0.6), "holm")
for (i in 1:4) keep(paste0("holm_", i), holm[i], NA, NA, NA, NA, NA, NA)

out[-1] <- lapply(out[-1], function(column) sprintf("%.17g", column))
write.csv(out, paste0(folder, "association.csv"), row.names = FALSE, quote = FALSE)
print(out)
cat(R.version.string, "sandwich", format(packageVersion("sandwich")), "clubSandwich",
    format(packageVersion("clubSandwich")), "\n")
