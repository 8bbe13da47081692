# Question 2 by closed days the long way, in R: every control by hand, clients one after another,
# intervals by search instead of by formula, and a refit without each client for one of the looks.
# Run from this folder: Rscript closed_days.R   (writes closed_days.csv).
# Needs Debian's r-base; the tests read the numbers and need no R.

OUTCOMES <- list(
  pain = list(column = "pain_before", own_after = "pain_after", sign = -1, recall = 0),
  sleep = list(column = "sleep_quality", own_after = NULL, sign = 1, recall = 7)
)
RIDGE <- 1e-6

visits_of <- function(outcome) {
  d <- read.csv("practice_closed.csv", stringsAsFactors = FALSE, na.strings = "")
  d <- d[order(d$client_id, d$day, method = "radix"), ]
  d$value <- d[[outcome$column]]
  all_logs <- unlist(lapply(split(d$day, d$client_id), function(day) log(diff(day))))
  parts <- lapply(split(d, d$client_id), function(one) {
    n <- nrow(one)
    logs <- log(diff(one$day))
    one$r <- sapply(1:n, function(i) {
      others <- if (i < n) logs[-i] else logs
      exp((sum(others) + median(all_logs)) / (length(others) + 1))
    })
    one$last <- as.numeric(1:n == n)
    one$last_day <- max(one$day)
    one$hers <- one$therapist_id
    if (n > 2) for (i in 3:n)
      if (one$therapist_id[i - 1] == one$therapist_id[i - 2]) one$hers[i] <- one$therapist_id[i - 1]
    one
  })
  do.call(rbind, parts)
}

gaps_of <- function(d, outcome) {
  parts <- lapply(split(d, d$client_id), function(one) {
    n <- nrow(one)
    if (n < 2) return(NULL)
    s <- 1:(n - 1); e <- 2:n
    data.frame(client = one$client_id[s], t0 = one$day[s], t1 = one$day[e], y = one$value[e],
      before = one$value[s], pain_before = one$pain_before[s], pain_after = one$pain_after[s],
      middle = (one$month[s] - 0.5) * 365 / 12, r = one$r[s], booked = one$booked_day[e],
      there = one$therapist_id[e], here = one$therapist_id[s], hers = one$hers[s],
      s1 = one$shift_after[s], s2 = one$shift_before[s], shifted = one$shifted[s] == "yes",
      near = one$before_closure[e] == "yes", B = one$closure_block[s], P = one$period_block[s])
  })
  do.call(rbind, parts)
}

two_or_more <- function(g) g[ave(rep(1, nrow(g)), g$client, FUN = sum) >= 2, ]

season <- function(day) {
  a <- 2 * pi * day / 365
  cbind(cos(a), sin(a), cos(2 * a), sin(2 * a))
}

centre <- function(x, client) apply(as.matrix(x), 2, function(v) v - ave(v, client))

within_slopes <- function(y, x, client) # least squares with a dummy per client
  coef(lm(y ~ x + factor(client)))[2:(ncol(x) + 1)]

dummies <- function(g) {
  found <- NULL
  for (name in c("there", "here")) for (code in sort(unique(g[[name]]), method = "radix")[-1]) {
    x <- as.numeric(g[[name]] == code)
    share <- tapply(x, g$client, mean)
    if (sum(share > 0 & share < 1) >= 10) found <- cbind(found, x)
  }
  found
}

answer <- function(outcome) {
  d <- visits_of(outcome)
  g <- gaps_of(d, outcome)
  rows <- g[!is.na(g$s1) & !is.na(g$s2) & !is.na(g$booked) & g$booked <= g$t0 & g$t0 >= 42 &
              g$r >= outcome$recall, ]
  needed <- c("y", "before", "pain_before", "pain_after", "middle", "there", "here", "B", "P")
  booked <- two_or_more(rows[complete.cases(rows[, needed[1:7]]), ])
  rows <- rows[(rows$t1 - rows$t0) / rows$r >= 0.5, ]
  asked <- nrow(rows)
  whole <- complete.cases(rows[, needed])
  rows <- two_or_more(rows[whole, ])
  N <- nrow(rows); client <- rows$client; G <- length(unique(client))
  L <- log2(rows$t1 - rows$t0); far <- L - mean(L)
  starting <- cbind(rows$before, rows$pain_after)
  if (outcome$column != "pain_before") starting <- cbind(rows$before, rows$pain_before, rows$pain_after)
  table_at <- function(day) cbind(starting, log(1 + day), day / 180,
    season(rows$middle + day - rows$t0), dummies(rows))
  W0 <- table_at(rows$t1); V0 <- table_at(rows$t0 + rows$r)
  makers <- function(more) {
    W <- centre(cbind(W0, more), client); V <- centre(cbind(V0, more), client)
    sd_w <- apply(W, 2, function(v) sqrt(mean(v^2))); sd_v <- apply(V, 2, function(v) sqrt(mean(v^2)))
    use <- sd_w > 1e-9 & sd_v > 1e-9
    W <- sweep(W[, use], 2, sd_w[use], "/"); V <- sweep(V[, use], 2, sd_w[use], "/")
    ridge <- RIDGE * N * diag(ncol(W))
    list(M = diag(N) - W %*% solve(t(V) %*% W + ridge, t(V)),
         M_star = diag(N) - V %*% solve(t(W) %*% V + ridge, t(W)))
  }
  yc <- as.vector(centre(rows$y, client)); Lc <- as.vector(centre(L, client))
  z1 <- as.vector(centre(rows$s1, client)); z2 <- as.vector(centre(rows$s2, client))

  plain <- makers(NULL)
  ML <- as.vector(plain$M %*% Lc); Z <- plain$M_star %*% cbind(z1, z2)
  codes <- sort(unique(client), method = "radix")
  weights <- t(sapply(codes, function(k) coef(lm(ML ~ 0 + Z, subset = client != k))))
  z <- weights[match(client, codes), 1] * z1 + weights[match(client, codes), 2] * z2

  course <- cbind(log(1 + rows$t1), rows$t1 / 180, season(rows$middle + rows$t1 - rows$t0))
  then <- cbind(log(1 + rows$t0), rows$t0 / 180, season(rows$middle))
  slopes <- within_slopes(rows$y, course, client)
  means <- apply(course, 2, function(v) ave(v, client))
  dev <- rows$before - (ave(rows$y, client) + as.vector((then - means) %*% slopes))

  pass <- function(more) {
    m <- makers(more)
    zz <- as.vector(m$M_star %*% z)
    list(z = zz, My = as.vector(m$M %*% yc), ML = as.vector(m$M %*% Lc))
  }
  first <- pass(far * dev)
  b <- sum(first$z * first$My) / sum(first$z * first$ML)
  own <- if (is.null(outcome$own_after)) cbind(rows$before) else cbind(rows$before, rows$pain_after)
  s <- within_slopes(rows$y - b * L, cbind(own, far * dev, log(1 + rows$t1), rows$t1 / 180), client)
  r0 <- sum(s[1:ncol(own)])
  r0 <- min(max(r0 + (1 + r0) / (N / G - 1), 0), 0.75)
  b_int <- min(max(s[ncol(own) + 1], -0.5), 0.5)
  D <- (r0 * mean(dev) + b_int * mean(far * dev)) / (1 - r0)
  D <- min(max(D, -2), 2)
  second <- pass(far * (dev + D))
  z <- second$z
  Y <- sum(z * second$My); X <- sum(z * second$ML)

  out <- list(estimate = Y / X, n_clients = G, n_intervals = N, n_dropped = asked - sum(whole),
              n_shifted = sum(rows$shifted), weight_after = mean(weights[, 1]),
              weight_before = mean(weights[, 2]))
  groupings <- list(client, rows$B, rows$P)
  ends <- function(level) sapply(groupings, function(by) {
    u <- tapply(z * (second$My - Y / sum(z^2) * z), by, sum)
    v <- tapply(z * (second$ML - X / sum(z^2) * z), by, sum)
    n <- length(u); size <- tapply(z^2, by, sum)
    count_as <- sum(size)^2 / sum(size^2); q <- qt(0.5 + level / 2, count_as - 1)
    over <- function(b) (Y - b * X)^2 - q^2 * n / (n - 1) * sum((u - b * v)^2)
    reach <- function(way) {
      step <- 1
      while (over(Y / X + way * step) <= 0) step <- 2 * step
      uniroot(over, sort(Y / X + way * c(0, step)), tol = 1e-14, maxiter = 10000)$root
    }
    c(reach(-1), reach(1),
      2 * pt(-abs(Y) / sqrt(n / (n - 1) * sum(u^2)), count_as - 1), X^2 / (n / (n - 1) * sum(v^2)))
  })
  e <- ends(0.95); e_975 <- ends(0.975)
  way <- -outcome$sign
  turned <- function(e) sort(way * c(min(e[1, ]), max(e[2, ])))
  out$estimate <- way * out$estimate
  for (i in 1:3) {
    by <- c("client", "therapist_block", "period_block")[i]
    out[[paste0("low_by_", by)]] <- min(way * e[1:2, i]); out[[paste0("high_by_", by)]] <- max(way * e[1:2, i])
    out[[paste0("p_by_", by)]] <- e[3, i]; out[[paste0("f_by_", by)]] <- e[4, i]
  }
  out$low <- turned(e)[1]; out$high <- turned(e)[2]; out$p_value <- max(e[3, ]); out$first_stage_f <- min(e[4, ])
  out$low_975 <- turned(e_975)[1]; out$high_975 <- turned(e_975)[2]

  # never came back: clients still there may come again, so their last 90 days say nothing
  v <- d[d$day >= 42 & !(d$active == "yes" & d$day > d$last_day - 90), ]
  v <- v[complete.cases(v[, c("shift_after", "shift_before", "value")]), ]
  v$shift <- mean(weights[, 1]) * v$shift_after + mean(weights[, 2]) * v$shift_before
  rest <- function(what) residuals(lm(what ~ log(r) + value + log(1 + day) + factor(period_block), v))
  shift <- rest(v$shift); last <- rest(v$last)
  scores <- tapply(shift * last, v$client_id, sum); n <- length(scores)
  out$never_came_back <- sum(shift * last) / sum(shift^2)
  out$never_came_back_p <- 2 * pt(-abs(sum(scores)) / sqrt(n / (n - 1) * sum(scores^2)), n - 1)

  # each client left out in turn; the first column isn't held back by the ridge
  left_out <- function(y, columns, client) {
    x <- centre(columns, client); y <- as.vector(centre(y, client))
    x_sd <- apply(x, 2, function(v) sqrt(mean(v^2))); x <- sweep(x, 2, x_sd, "/")
    ridge <- RIDGE * length(y) * diag(c(0, rep(1, ncol(x) - 1)))
    slope <- function(keep) solve(t(x[keep, ]) %*% x[keep, ] + ridge, t(x[keep, ]) %*% y[keep])[1] / x_sd[1]
    clients <- unique(client); n <- length(clients)
    b <- slope(rep(TRUE, length(y)))
    without <- sapply(clients, function(one) slope(client != one))
    c(b, 2 * pt(-abs(b) / sqrt((n - 1) / n * sum((without - b)^2)), n - 1))
  }

  # sorer before closures
  k <- two_or_more(g[g$t0 >= 42 & complete.cases(g[, c("y", "before", "near")]), ])
  found <- left_out(k$y, cbind(k$near, k$before), k$client)
  out$sorer <- -outcome$sign * found[1]; out$sorer_p <- found[2]

  # cut short: what visits after less than half of the usual gap do to the mean arrival
  on_arrival <- function(k, x) {
    starting <- cbind(k$before, k$pain_after)
    if (outcome$column != "pain_before") starting <- cbind(k$before, k$pain_before, k$pain_after)
    left_out(k$y, cbind(x, starting, log(1 + k$t1), k$t1 / 180,
      season(k$middle + k$t1 - k$t0), dummies(k)), k$client)
  }
  short <- as.numeric((booked$t1 - booked$t0) / booked$r < 0.5)
  found <- on_arrival(booked, short)
  out$cut_short <- -outcome$sign * found[1] * mean(short); out$cut_short_p <- found[2]
  out$plain <- -outcome$sign * on_arrival(rows, L)[1]

  w <- g[g$t0 >= 42 & !is.na(g$shifted), ]
  other <- w$there != w$hers
  out$switching <- mean(other[w$shifted]) - mean(other[!w$shifted])
  data.frame(name = names(out), value = unlist(out), row.names = NULL)
}

found <- do.call(rbind, lapply(names(OUTCOMES), function(name)
  cbind(outcome = name, answer(OUTCOMES[[name]]))))
found$value <- format(found$value, digits = 17, trim = TRUE, scientific = FALSE)
write.csv(found, "closed_days.csv", row.names = FALSE, quote = FALSE)
