// The world around an account, by chance: members, what people ask for, answers, limits, the sign-in. There is no
// clock in it: time passes when a test says so.
#pragma once

#include "account/account.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace account_tests {

using spotify::account::Account;
using spotify::account::Effects;
using spotify::account::Moment;
using spotify::account::TimePoint;

// One thread. The same for the same seed.
class RandomWorld {
public:
    explicit RandomWorld(std::uint64_t seed);

    // Something happens, now or after some time, and the account takes it in.
    void step();

    const Account& account() const { return account_; }
    TimePoint now() const { return now_; }
    // The world as it will be if nothing happens in it until then; no earlier than now().
    Moment at(TimePoint then) const;
    // A moment from `first` on and before `end`.
    TimePoint between(TimePoint first, TimePoint end);

    // What was asked for and how often it was completed.
    const std::map<spotify::account::CommandId, int>& completions() const { return completions_; }
    // Ends the account, and says whether all that was asked for is complete.
    bool stop_completes_all();

private:
    void take(spotify::account::Input input);
    void perform(const Effects& effects);
    void pass_time();
    void people();
    void members();
    void ask();
    void answer();
    void sign_in();
    void limits();

    spotify::account::Asked asked();
    spotify::player::Wish any_wish();
    spotify::account::Answer any_answer(const std::string& target);
    int any(int count) { return std::uniform_int_distribution<int>{0, count - 1}(chance_); }
    TimePoint later(int most_ms) { return now_ + std::chrono::milliseconds{1 + any(most_ms)}; }

    std::mt19937_64 chance_;
    TimePoint now_ = TimePoint{} + std::chrono::hours{24};
    spotify::api::Gate gate_;
    spotify::auth::SignInReading sign_in_;
    Account account_;

    std::vector<spotify::account::MemberId> members_;
    spotify::account::MemberId last_member_ = 0;
    std::map<spotify::account::CommandId, int> completions_;
    std::vector<spotify::account::Send> sent_;
    std::vector<std::pair<spotify::account::CommandId, bool>> errands_; // and whether it is a sign-out
    bool is_renewing_ = false;
};

} // namespace account_tests
