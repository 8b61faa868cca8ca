#include "staleness.hpp"

#include "statistics.hpp"

#include <algorithm>
#include <numeric>

namespace bench {

namespace {

double milliseconds(std::chrono::steady_clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

} // namespace

Row row_of(const std::string& what, const Ages& ages) {
    return {what, ages.mean, "ms",
            "mean " + in_digits(ages.mean, 0) + " ms, p99 " + in_digits(ages.p99, 0) + " ms, " +
                std::to_string(ages.polls) + " polls"};
}

void Staleness::begin(std::string_view prefix, Moment at) {
    watched_.clear();
    spans_.clear();
    polls_ = 0;
    for (const auto& [account, moment] : answered_at_) {
        if (account.starts_with(prefix)) {
            watched_[account] = {at, milliseconds(at - moment)};
        }
    }
}

void Staleness::answered(const std::string& account, Moment at) {
    answered_at_[account] = at;
    if (const auto found = watched_.find(account); found != watched_.end()) {
        auto& watched = found->second;
        spans_.emplace_back(watched.age, watched.age + milliseconds(at - watched.from));
        watched = {at, 0};
        ++polls_;
    }
}

Ages Staleness::end(Moment at) const {
    auto spans = spans_;
    for (const auto& [account, watched] : watched_) {
        spans.emplace_back(watched.age, watched.age + milliseconds(at - watched.from));
    }
    double time = 0;
    double sum = 0;
    double oldest = 0;
    for (const auto& [from, to] : spans) {
        time += to - from;
        sum += (to * to - from * from) / 2;
        oldest = std::max(oldest, to);
    }
    if (time <= 0) {
        return {};
    }
    // The least age that was not passed for 99 hundredths of the time, to a tenth of a millisecond.
    double low = 0;
    double high = oldest;
    while (high - low > 0.1) {
        const auto middle = (low + high) / 2;
        const auto younger =
            std::accumulate(spans.begin(), spans.end(), 0.0, [&](double all, const Span& span) {
                return all + std::max(0.0, std::min(span.second, middle) - span.first);
            });
        (younger < 0.99 * time ? low : high) = middle;
    }
    return {watched_.size(), polls_, sum / time, high};
}

} // namespace bench
