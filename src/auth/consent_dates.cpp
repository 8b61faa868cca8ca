#include "auth/consent_dates.hpp"

#include "base/pieces.hpp"

#include <algorithm>

namespace spotify::auth {

namespace {

constexpr std::int64_t day_ms = std::chrono::milliseconds{std::chrono::days{1}}.count();

} // namespace

std::optional<int> due_warning(const ConsentDate& date, std::int64_t now_ms) {
    const auto left = date.ends_at_ms() - now_ms;
    std::optional<int> due;
    if (left > 0) {
        for (const int days : warning_days) {
            if (left <= days * day_ms && (date.warned == 0 || days < date.warned)) {
                due = days;
            }
        }
    }
    return due;
}

std::optional<std::int64_t> next_warning_ms(const ConsentDate& date) {
    for (const int days : warning_days) {
        if (date.warned == 0 || days < date.warned) {
            return date.ends_at_ms() - days * day_ms;
        }
    }
    return std::nullopt;
}

int days_left(std::int64_t ends_at_ms, std::int64_t now_ms) {
    const auto left = ends_at_ms - now_ms;
    return left <= 0 ? 0 : static_cast<int>((left + day_ms - 1) / day_ms);
}

// One line for each date: mark, consent, warning.
ConsentDates ConsentDates::parse(std::string_view text) {
    ConsentDates dates;
    while (!text.empty()) {
        auto line = take_piece(text, '\n');
        ConsentDate date;
        date.mark = take_piece(line, ' ');
        if (!date.mark.empty() && read_number(take_piece(line, ' '), date.consent_at_ms) &&
            read_number(take_piece(line, ' '), date.warned)) {
            dates.set(std::move(date));
        }
    }
    return dates;
}

std::string ConsentDates::to_text() const {
    std::string text;
    for (const auto& date : dates_) {
        text +=
            date.mark + ' ' + std::to_string(date.consent_at_ms) + ' ' + std::to_string(date.warned) + '\n';
    }
    return text;
}

const ConsentDate* ConsentDates::find(std::string_view mark) const {
    const auto found = std::ranges::find(dates_, mark, &ConsentDate::mark);
    return found == dates_.end() ? nullptr : &*found;
}

void ConsentDates::set(ConsentDate date) {
    std::erase_if(dates_, [&](const ConsentDate& one) { return one.mark == date.mark; });
    dates_.push_back(std::move(date));
    if (dates_.size() > most) {
        dates_.erase(dates_.begin());
    }
}

} // namespace spotify::auth
