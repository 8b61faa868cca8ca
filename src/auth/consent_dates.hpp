// When consents were given, when they end, and of which ends a person has been warned. Pure.
//
// A sign-in lives six months from consent, however often it is renewed, and nothing in Spotify's answers
// tells when they are over (reference 2.4): so the date is kept here.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotify::auth {

// Spotify says six months and not how it counts them. The shortest reading: to be warned early does no harm.
inline constexpr std::chrono::days sign_in_life{180};

// A person is told this many days before the end, once each.
inline constexpr int warning_days[] = {30, 7, 1};

struct ConsentDate {
    std::string mark;               // of the refresh token, which a rotation changes
    std::int64_t consent_at_ms = 0; // epoch milliseconds
    int warned = 0;                 // the last of warning_days that was told; 0: none
    bool operator==(const ConsentDate&) const = default;

    std::int64_t ends_at_ms() const {
        return consent_at_ms + std::chrono::milliseconds{sign_in_life}.count();
    }
};

// The warning that is due at `now`: the nearest of warning_days that was reached and not told yet. Nothing
// when the end has passed: then the sign-in itself will tell.
std::optional<int> due_warning(const ConsentDate& date, std::int64_t now_ms);

// When due_warning() says something next, if ever.
std::optional<std::int64_t> next_warning_ms(const ConsentDate& date);

// Whole days until the end, rounded up; 0 when it has passed.
int days_left(std::int64_t ends_at_ms, std::int64_t now_ms);

// The dates of the last few tokens of an account. More than one, because a token and its date are stored one
// after the other: whichever of the two a power cut leaves, its date is there.
class ConsentDates {
public:
    static constexpr std::size_t most = 4;

    // What cannot be read counts as unknown.
    static ConsentDates parse(std::string_view text);
    std::string to_text() const;

    const ConsentDate* find(std::string_view mark) const;
    // Adds or replaces; the oldest entry goes when there are too many.
    void set(ConsentDate date);

private:
    std::vector<ConsentDate> dates_; // the newest last
};

} // namespace spotify::auth
