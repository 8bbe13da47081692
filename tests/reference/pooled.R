# Random effects the long way, in R. Run from the project's top:
#   Rscript tests/reference/pooled.R
# Needs Debian's r-base and r-cran-metafor. Reads pooled_answers.csv, writes pooled_expected.csv, both
# beside it; the tests read these and need no R. The next practice's interval is drawn, not worked out:
# its Monte Carlo error is under 0.3 % of its width.
suppressPackageStartupMessages(library(metafor))
folder <- "tests/reference/"
answers <- read.csv(paste0(folder, "pooled_answers.csv"))
set.seed(20261129)
draws <- 2000000

draw_next <- function(y, v) {
  k <- length(y)
  q_at <- function(t2) { w <- 1 / (v + t2); m <- sum(w * y) / sum(w); sum(w * (y - m)^2) }
  grid <- c(0, exp(seq(log(1e-6 * min(v)), log(1e5 * max(v, var(y))), length.out = 4000)))
  qs <- sapply(grid, q_at)
  t2 <- approx(rev(qs), rev(grid), rchisq(draws, k - 1), yleft = max(grid), yright = 0)$y
  at <- function(b) {
    w <- 1 / (v + b); m <- sum(w * y) / sum(w)
    c(m, sqrt(sum(w * (y - m)^2) / (k - 1) / sum(w)))
  }
  each <- sapply(grid, at)
  middle <- approx(grid, each[1, ], t2)$y
  error <- approx(grid, each[2, ], t2)$y
  future <- middle + sqrt(t2) * rnorm(draws) - rt(draws, k - 1) * error
  quantile(future, c(.025, .975), names = FALSE)
}

rows <- lapply(split(answers, answers$set), function(d) {
  exact <- list(threshold = 1e-14, maxiter = 10000)
  plain <- rma(estimate, sei = error, data = d, method = "REML", control = exact)
  hk <- update(plain, test = "knha")
  wide <- if (hk$ci.ub - hk$ci.lb > plain$ci.ub - plain$ci.lb) hk else plain
  future <- draw_next(d$estimate, d$error^2)
  data.frame(set = d$set[1], practices = nrow(d), mean = c(plain$beta), variance = plain$tau2,
             share = plain$I2 / 100, low = wide$ci.lb, high = wide$ci.ub, p_value = wide$pval,
             next_low = min(future[1], wide$ci.lb), next_high = max(future[2], wide$ci.ub))
})
write.csv(format(do.call(rbind, rows), digits = 15), paste0(folder, "pooled_expected.csv"), row.names = FALSE, quote = FALSE)
