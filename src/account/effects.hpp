// What an account wants done, as values: the engine performs it in this order and decides nothing.
#pragma once

#include "account/asked.hpp"
#include "account/view.hpp"
#include "api/gate.hpp"
#include "base/secret.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spotify::account {

// A request of the Web API.
struct Request {
    std::string method = "GET";
    std::string target; // below the API's path
    std::string body = {};
    api::Service service = api::Service::web_api;
    api::Priority priority = api::Priority::command;
    bool operator==(const Request&) const = default;
};

// What an exchange is for: its answer comes back with it.
struct Ticket {
    enum class Purpose { poll, command, list, search };
    Purpose purpose = Purpose::poll;
    CommandId search = 0; // of a search, of which several may be under way
    bool operator==(const Ticket&) const = default;
};

// Answered once, by Answered; see inputs.hpp.
struct Send {
    Ticket ticket;
    Request request;
    std::optional<TimePoint> deadline = std::nullopt; // nothing: exchange_limit after it begins
    bool is_urgent = false;                           // a person waits for it
};
// Ends every Send that is under way; what concerns the sign-in goes on.
struct AbortSends {};

// The sign-in renews its access token; Renewed follows. Never aborted, since its answer may hold the only good
// refresh token, like the three after it.
struct Renew {
    bool is_urgent = false;
};
// Each is answered once, by SignInEnded or SignOutEnded. Nothing of what was pasted is kept.
struct Redeem {
    CommandId id = 0;
    Secret pasted;
};
struct Listen { // for a browser on this machine
    CommandId id = 0;
    TimePoint deadline{};
};
struct SignOut {
    CommandId id = 0;
};
struct StopListening {
    CommandId id = 0;
};
// A person was told that the end of the sign-in is so many days off: to be remembered, and stored.
struct Warned {
    int days = 0;
};

// What is kept over a restart beside the sign-in, each as one text.
enum class Memory { volumes, device_names };

// To be kept, and given back with Remembered.
struct Remember {
    Memory what = Memory::volumes;
    std::string text; // empty: nothing
};

// What the governor is to reckon with.
struct Declare {
    api::Demand demand;
};

// To every member, or to one.
struct Publish {
    std::shared_ptr<const View> view; // not null
    MemberId only = 0;
};
struct Tell {
    Event event;
    MemberId only = 0;
};
struct Complete {
    CommandId id = 0; // not 0
    Outcome outcome;
};

using Effect = std::variant<Send, AbortSends, Renew, Redeem, Listen, SignOut, StopListening, Warned, Remember,
                            Declare, Publish, Tell, Complete>;
using Effects = std::vector<Effect>;

} // namespace spotify::account
