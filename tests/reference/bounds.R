# The bounds on question 2 the long way, in R: a supposed visit after the other, by the functions of
# intervals.R. Run from this folder: Rscript bounds.R (writes bounds_expected.csv).
lines <- readLines("intervals.R")
eval(parse(text = lines[seq_len(which(lines == "rows <- list()") - 1)]))

CASES <- list(c("practice_book", "pain"), c("practice_mix", "sleep"))
SUPPOSED <- c(2, 5, 10)

# How likely each standing visit is among those moved: the worst arrivals first, for visits brought
# forward those after a short interval; visits that are equally bad share what is left.
draw <- function(g, share, when, outcome) {
  worse <- round(-outcome$sign * (g$y - ave(g$y, g$client)), 9)
  gap <- log2(g$day - g$start)
  short <- gap - ave(gap, g$client) <= log2(0.75)
  if (when == "put_off") short <- rep(FALSE, nrow(g))
  part <- max(share, if (when == "put_off") 0.33 else 0.1)
  left <- part * sum(g$standing)
  chance <- rep(0, nrow(g))
  for (is_short in c(TRUE, FALSE)) for (level in sort(unique(worse), decreasing = TRUE)) {
    alike <- which(g$standing & short == is_short & worse == level)
    if (!length(alike)) next
    chance[alike] <- min(1, left / length(alike))
    left <- max(0, left - length(alike))
  }
  chance * share / part
}

suppose <- function(share, when, outcome) function(g) {
  chance <- draw(g, share, when, outcome)
  moved <- g[chance > 0, ]
  gap <- moved$day - moved$start
  later <- if (when == "put_off") pmin(7, gap %/% 2) else rep(-10, nrow(moved))
  moved$agreed <- moved$day - later
  moved$standing <- FALSE
  moved$moved <- TRUE
  moved$chance <- chance[chance > 0]
  moved$w <- moved$chance * 2^(-abs(later) / if (has_book(g)) 10 else 14)
  g$chance <- 1 - chance
  g$w <- g$w * g$chance
  both <- rbind(g[g$chance > 0, ], moved)
  both[order(both$client, both$day), ]
}

rows <- list()
for (case in CASES) {
  d <- read.csv(paste0(case[1], ".csv"))
  if ("agreed_day" %in% names(d)) d$agreed_known <- "yes" # known or not, all count
  outcome <- OUTCOMES[[case[2]]]
  g <- gaps(d, outcome)
  as_shown <- compare(g, outcome)
  for (when in c("put_off", "brought_forward")) {
    ends <- as_shown[c("low", "high")]
    for (per_hundred in SUPPOSED) {
      found <- compare(g, outcome, suppose(per_hundred / 100, when, outcome))
      ends <- c(min(ends[1], found["low"]), max(ends[2], found["high"]))
      rows[[length(rows) + 1]] <- data.frame(practice = case[1], outcome = case[2], when,
        per_hundred, low = format(ends[1], digits = 17), high = format(ends[2], digits = 17))
    }
  }
}
write.csv(do.call(rbind, rows), "bounds_expected.csv", row.names = FALSE, quote = FALSE)
