# Question 2 and its threats the long way, in R: weights, a dummy per client, the instrument, the
# reading at resting level, and a refit without each client in turn.
# Run from this folder: Rscript intervals.R > intervals.txt   (writes intervals.csv).
# Needs Debian's r-base and r-cran-sandwich; the tests read the numbers and need no R.
suppressPackageStartupMessages(library(sandwich))

PRACTICES <- c("practice_mix", "practice_therapists", "practice_book")
OUTCOMES <- list(
  pain = list(column = "pain_before", after = "pain_after", extra = character(0), sign = -1, recall = 0),
  sleep = list(column = "sleep_quality", after = NULL, extra = c("pain_before", "pain_after"), sign = 1, recall = 7)
)

BOOK <- c("booked_day", "original_day", "agreed_day", "agreed_known")

gaps <- function(d, outcome) {
  d <- d[order(d$client_id, d$day), ]
  parts <- lapply(split(d, d$client_id), function(one) {
    n <- nrow(one)
    if (n < 2) return(NULL)
    s <- 1:(n - 1); e <- 2:n
    value <- one[[outcome$column]]
    past <- sapply(s, function(i) {
      if (i < 2 || is.na(value[i - 1])) return(NA)
      if (i < 3 || is.na(value[i - 2])) value[i - 1] else mean(value[c(i - 1, i - 2)])
    })
    out <- data.frame(client = one$client_id[s], start = one$day[s], day = one$day[e],
      y = value[e], before = value[s],
      past = past, calendar = (one$month[s] - 0.5) * 365 / 12,
      therapist = one$therapist_id[e], therapist_before = one$therapist_id[s])
    if ("agreed_day" %in% names(one)) { # day 0 lies where the months of all visits allow
      told <- (one$month - 0.5) * 365 / 12 - one$day
      off <- (told - na.omit(told)[1] + 182.5) %% 365 - 182.5
      day_0 <- na.omit(told)[1] + mean(range(off, na.rm = TRUE))
      out$calendar <- ifelse(is.na(one$month[s]), NA, day_0 + one$day[s])
    }
    for (name in intersect(BOOK, names(one))) out[[name]] <- one[[name]][e]
    if ("agreed_day" %in% names(one)) {
      out$agreed_before <- one$agreed_day[s]
      out$previous <- c(NA, log2(diff(one$day)))[s]
    }
    if (!is.null(outcome$after)) out$after <- one[[outcome$after]][s]
    for (name in outcome$extra) out[[name]] <- one[[name]][s]
    if (length(outcome$extra)) out$pain_next <- one$pain_before[e]
    out
  })
  g <- do.call(rbind, parts)
  if ("agreed_day" %in% names(g)) { # the day in the book, row by row
    stood <- !is.na(g$agreed_day) & g$agreed_known != "no"
    g$standing <- stood & g$agreed_day == g$day
    g$moved <- stood & g$agreed_day != g$day
    g$late <- is.na(g$agreed_day)
    g$agreed <- ifelse(g$moved, g$agreed_day, g$day)
    g$carried <- stood & !is.na(g$agreed_before) & g$agreed_day == g$agreed_before
  } else {
    g$carried <- FALSE
    changed <- !is.na(g$original_day) & g$original_day != g$day
    g$standing <- g$booked_day <= g$start & !changed
    g$moved <- changed & g$original_day > g$start
    g$late <- !g$standing & !g$moved
    g$agreed <- ifelse(g$moved, g$original_day, g$day)
  }
  g$main <- FALSE
  g$chance <- 1
  g$w <- 2^(-abs(g$day - g$agreed) / if (has_book(g)) 10 else 14)
  if (has_book(g)) surprises(g, outcome) else g
}

# What the starting visit, the season and the therapists leave of log2 of an agreed interval, of the
# four visits before that were no extra ones.
surprises <- function(g, outcome) {
  g$row <- seq_len(nrow(g))
  rows <- whole(g[agreed(g), ], values(outcome))
  foreseen <- as.matrix(cbind(rows[, values(outcome)], bent(rows$before), log1p(rows$start), rows$start / 180,
    season(rows, rows$calendar), therapists(rows)))
  one <- rep(1, nrow(rows))
  surprise <- rep(NA, nrow(g))
  surprise[rows$row] <- resid(lm(settle(log2(rows$agreed - rows$start), rows, one) ~ 0 + settle(foreseen, rows, one)))
  for (k in 1:4) g[[paste0("surprise_", k)]] <- 0
  for (one in split(g$row, g$client)) {
    kept <- one[!g$carried[one]]
    for (i in seq_along(kept)) for (k in 1:4) if (i > k && !is.na(surprise[kept[i - k]]))
      g[kept[i], paste0("surprise_", k)] <- surprise[kept[i - k]]
  }
  g
}

agreed <- function(g) (g$standing | g$moved) & !g$carried
values <- function(outcome) c("before", if (!is.null(outcome$after)) "after", outcome$extra)

whole <- function(g, needed) {
  g <- g[complete.cases(g[, needed]), ]
  g[g$client %in% names(which(table(g$client) >= 2)), ]
}

therapists <- function(g) {
  cols <- list()
  for (column in c("therapist", "therapist_before")) for (code in sort(unique(g[[column]]))[-1]) {
    here <- as.numeric(g[[column]] == code)
    varies <- tapply(here, g$client, function(x) min(x) != max(x))
    if (sum(varies) >= 10) cols[[paste(column, code)]] <- here
  }
  if (length(cols)) do.call(cbind, cols) else matrix(0, nrow(g), 0)
}

waves <- function(day, n) do.call(cbind, lapply(seq_len(n), function(k)
  cbind(cos(2 * pi * k * day / 365), sin(2 * pi * k * day / 365))))
has_book <- function(g) "previous" %in% names(g)
lagged <- function(g) if (has_book(g)) c("previous", paste0("surprise_", 2:4))
before_that <- function(g) if (has_book(g)) g[, paste0("surprise_", 1:4)] else matrix(0, nrow(g), 0)
season <- function(g, day) waves(day, if (has_book(g)) 4 else 1)

# Covariance of the rows within clients, each client's own slopes of time and season random:
# its inverse, and what is left of columns once they are centred and divided by its root.
# The main model has two waves of each client's own, the looks have none.
own <- function(g) if (has_book(g)) cbind(g$start / 180, if (g$main[1]) 0.5 * waves(g$calendar, 2))
covariance <- function(g, w, k) {
  rows <- which(g$client == k)
  B <- own(g)[rows, , drop = FALSE]
  list(rows = rows, V = diag(1 / w[rows], length(rows)) + tcrossprod(B))
}
inverse <- function(g, w) {
  if (!has_book(g)) return(NULL)
  P <- matrix(0, nrow(g), nrow(g))
  for (k in unique(g$client)) {
    v <- covariance(g, w, k)
    P[v$rows, v$rows] <- solve(v$V)
  }
  P
}
settle <- function(M, g, w) {
  M <- as.matrix(M)
  for (k in unique(g$client)) {
    rows <- which(g$client == k); root <- sqrt(w[rows])
    U <- sweep(root * M[rows, , drop = FALSE], 1, 0)
    q <- root / sqrt(sum(root^2))
    U <- U - q %*% crossprod(q, U)
    if (has_book(g)) {
      B <- root * own(g)[rows, , drop = FALSE]
      B <- B - q %*% crossprod(q, B)
      e <- eigen(diag(length(rows)) + tcrossprod(B), symmetric = TRUE)
      U <- e$vectors %*% (crossprod(e$vectors, U) / sqrt(e$values))
    }
    M[rows, ] <- U / root
  }
  M
}
bent <- function(before) cbind(((before - 5) / 3)^2, ((before - 5) / 3)^3)

# Columns on the scale of their spread within clients, next to one dummy per client.
prepare <- function(X, Z, g, w, always) {
  centred <- settle(X, g, w)
  spread <- apply(centred, 2, function(x) sqrt(mean((x - mean(x))^2)))
  keep <- spread >= 1e-9 | seq_along(spread) <= always
  list(X = sweep(X[, keep, drop = FALSE], 2, spread[keep], "/"),
       Z = sweep(Z[, keep, drop = FALSE], 2, spread[keep], "/"), spread = spread[keep], P = inverse(g, w))
}

solve_once <- function(p, y, g, w, rows, n_all, ridge) {
  clients <- unique(g$client[rows])
  D <- outer(g$client[rows], clients, "==") * 1
  X <- cbind(p$X[rows, , drop = FALSE], D); Z <- cbind(p$Z[rows, , drop = FALSE], D)
  k <- ncol(p$X)
  penalty <- diag(c(0, rep(ridge * n_all, k - 1), rep(0, ncol(D))), nrow = ncol(X))
  P <- if (is.null(p$P)) diag(w[rows]) else p$P[rows, rows]
  PZ <- crossprod(P, Z)
  b <- solve(crossprod(PZ, X) + penalty, crossprod(PZ, y[rows]))
  unname(b[1:k] / p$spread)
}

first_with_p <- function(X, y, g, w, ridge = 1e-6) {
  p <- prepare(X, X, g, w, 1)
  n <- nrow(g)
  full <- solve_once(p, y, g, w, rep(TRUE, n), n, ridge)[1]
  clients <- unique(g$client); G <- length(clients)
  without <- sapply(clients, function(k) solve_once(p, y, g, w, g$client != k, n, ridge)[1])
  se <- sqrt((G - 1) / G * sum((without - full)^2))
  c(value = full, p = 2 * pt(-abs(full) / se, G - 1))
}

# Where another rating than pain is asked about, pain's own resting level counts beside its.
# Rows may be supposed otherwise, several for a visit, each with the chance that it is the true one.
compare <- function(g, outcome, suppose = identity) {
  g <- g[agreed(g) & g$start >= 42 & g$day - g$start >= outcome$recall, ]
  g$main <- TRUE
  two <- length(outcome$extra) > 0
  g <- whole(g, c("y", values(outcome), if (two) "pain_next", lagged(g)))
  g <- suppose(g)
  w <- g$w; n <- nrow(g)
  L <- function(day) log2(day - g$start)
  centre <- weighted.mean(L(g$agreed), w)
  mean_of <- function(x) ave(w * x, g$client, FUN = sum) / ave(w, g$client, FUN = sum)
  dev <- g$before - mean_of(g$y)
  dev_pain <- if (two) g$pain_before - mean_of(g$pain_next)
  th <- therapists(g)
  design <- function(day) as.matrix(cbind(L(day), cbind((L(day) - centre) * dev, if (two) (L(day) - centre) * dev_pain),
    g[, values(outcome)], log1p(day), day / 180, season(g, g$calendar + day - g$start), th, g[, lagged(g), drop = FALSE]))
  first <- 3 + two
  p <- prepare(design(g$day), design(g$agreed), g, w, first - 1 + length(values(outcome)))
  shift <- function(b, rows, r, place, dev) {
    N <- sum(g$chance[rows]); G <- length(unique(g$client[rows]))
    r <- min(max(r + (1 + r) / (N / G - 1), 0), 0.75)
    inner <- r * dev + b[place] * (L(g$day) - centre) * dev
    sum((w * inner)[rows]) / sum(w[rows] * (1 - r))
  }
  effect <- function(rows) {
    b <- solve_once(p, g$y, g, w, rows, n, 1e-6)
    r <- b[first] + if (!is.null(outcome$after)) b[first + 1] else 0
    found <- b[1] - b[2] * shift(b, rows, r, 2, dev)
    if (two) {
      q <- solve_once(p, g$pain_next, g, w, rows, n, 1e-6)
      found <- found - b[3] * shift(q, rows, q[first + 1] + q[first + 2], 3, dev_pain)
    }
    found
  }
  full <- effect(rep(TRUE, n))
  clients <- unique(g$client); G <- length(clients)
  without <- sapply(clients, function(k) effect(g$client != k))
  se <- sqrt((G - 1) / G * sum((without - full)^2))
  benefit <- -outcome$sign * full
  half <- qt(0.975, G - 1) * se
  c(estimate = benefit, standard_error = se, low = benefit - half, high = benefit + half,
    p_value = 2 * pt(-abs(full) / se, G - 1), n_intervals = n, n_clients = G, n_moved = sum(g$moved))
}

past_pain <- function(g, outcome) {
  g <- whole(g[agreed(g), ], c("past", values(outcome)))
  hinges <- sapply(c(30, 60, 90, 120, 180), function(h) pmax(0, g$start - h))
  X <- as.matrix(cbind(g$past, g[, values(outcome)], bent(g$before), log1p(g$start), g$start / 180, hinges,
    season(g, g$calendar), therapists(g), before_that(g)))
  first_with_p(X, log2(g$agreed - g$start), g, rep(1, nrow(g)))
}

short_gap <- function(g, outcome) {
  g <- g[agreed(g) & g$day - g$start >= outcome$recall, ]
  g <- whole(g, c("y", values(outcome)))
  shared <- as.matrix(cbind(g[, values(outcome)], bent(g$before), therapists(g), before_that(g)))
  length <- log2(g$agreed - g$start)
  known <- cbind(shared, log1p(g$start), g$start / 180, season(g, g$calendar))
  surprise <- resid(lm(settle(length, g, g$w) ~ 0 + settle(known, g, g$w), weights = g$w))
  X <- cbind(surprise < -0.8, surprise > 0.8, shared, log1p(g$agreed), g$agreed / 180,
    season(g, g$calendar + g$agreed - g$start))
  found <- first_with_p(X, g$y, g, g$w)
  c(value = -outcome$sign * found[["value"]], p = found[["p"]])
}

late_booking <- function(g, outcome) {
  g <- whole(g[(g$standing | g$late) & g$day - g$start >= outcome$recall, ], "y")
  first_with_p(cbind(as.numeric(!g$standing)), g$y, g, rep(1, nrow(g)))
}

unrated <- function(g, outcome) {
  g <- g[agreed(g) & g$start >= 42 & g$day - g$start >= outcome$recall, ]
  g <- whole(g, values(outcome))
  X <- as.matrix(cbind(log2(g$agreed - g$start), g[, values(outcome)], bent(g$before), log1p(g$agreed), g$agreed / 180,
    season(g, g$calendar + g$agreed - g$start), therapists(g), before_that(g)))
  found <- first_with_p(X, as.numeric(is.na(g$y)), g, rep(1, nrow(g)))
  c(value = -found[["value"]], p = found[["p"]])
}

drop_out <- function(d, outcome) {
  d <- d[order(d$client_id, d$day), ]
  d$value <- d[[outcome$column]]
  last <- ave(d$day, d$client_id, FUN = max)
  first <- d[d$day == 0, c("client_id", "value")]
  d$better <- outcome$sign * (d$value - first$value[match(d$client_id, first$client_id)])
  active <- d$active == "yes"
  d$left <- as.numeric(!active & d$day == last)
  d <- d[!(active & d$day > last - 90) & d$day > 0 & !is.na(d$better), ]
  fit <- glm(left ~ better + log1p(day) + day, binomial, d, control = glm.control(epsilon = 1e-14, maxit = 100))
  se <- sqrt(diag(vcovCL(fit, cluster = d$client_id, type = "HC1")))[["better"]]
  value <- coef(fit)[["better"]]
  c(value = value, p = 2 * pt(-abs(value) / se, length(unique(d$client_id)) - 1))
}

spread <- function(g, outcome) {
  g <- whole(g[agreed(g) & g$start >= 42, ], c("y", values(outcome)))
  length <- log2(g$agreed - g$start)
  c(value = summary(lm(length ~ factor(g$client)))$sigma, p = NA)
}

rows <- list()
for (practice in PRACTICES) {
  d <- read.csv(paste0(practice, ".csv"))
  for (name in names(OUTCOMES)) {
    outcome <- OUTCOMES[[name]]
    g <- gaps(d, outcome)
    main <- compare(g, outcome)
    found <- c(as.list(main))
    looks <- list(past_pain = past_pain(g, outcome), short_gap = short_gap(g, outcome),
      late_booking = late_booking(g, outcome), drop_out = drop_out(d, outcome),
      unrated = unrated(g, outcome),
      not_standing = c(value = mean((g$moved | g$late)[has_book(g) | g$standing | g$moved | g$late]), p = NA), gap_spread = spread(g, outcome))
    for (look in names(looks)) {
      found[[paste0(look, ".value")]] <- looks[[look]][["value"]]
      found[[paste0(look, ".p_value")]] <- looks[[look]][["p"]]
    }
    for (what in names(found)) rows[[length(rows) + 1]] <- data.frame(practice, outcome = name, what,
      value = format(found[[what]], digits = 17))
  }
}
table <- do.call(rbind, rows)
write.csv(table, "intervals.csv", row.names = FALSE, quote = FALSE)
print(R.version.string)
print(table, row.names = FALSE)
