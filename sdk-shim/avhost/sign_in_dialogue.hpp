// What is said and done while a person signs a device in on a terminal. Rules alone: it is told what happened
// and answers with what to do next. Knows no terminal, clock, thread or host, and nothing of the device but
// the names in its manifest.
#pragma once

#include "host/happening.hpp"
#include "host/manifest.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace avhost {

// Whole lines for the person.
struct Say {
    std::string text;
    bool operator==(const Say&) const = default;
};

// Invoke the action with what was pasted as its parameter, under this token.
struct Submit {
    std::string pasted;
    std::int64_t token = 0;
    bool operator==(const Submit&) const = default;
};

// Invoke the action without a parameter: the plugin waits for a browser on this machine.
struct AwaitBrowser {
    std::int64_t token = 0;
    bool operator==(const AwaitBrowser&) const = default;
};

// Call time_is_up() after this time. Takes the place of an earlier one; zero: do not.
struct SetTimer {
    std::chrono::milliseconds time{};
    bool operator==(const SetTimer&) const = default;
};

// The dialogue is over. `problem` is empty when the device is signed in.
struct Finish {
    std::string problem;
    bool operator==(const Finish&) const = default;
};

using Step = std::variant<Say, Submit, AwaitBrowser, SetTimer, Finish>;
using Steps = std::vector<Step>;

class SignInDialogue {
public:
    static constexpr std::chrono::seconds patience_for_link{30};
    // A device that is in trouble may still bring its link; one that only comes to say so need not be waited
    // for.
    static constexpr std::chrono::seconds patience_in_trouble{2};
    // A link that changes by itself may have been used up by a browser whose outcome follows in a moment; it
    // is shown after this time, or at once when the outcome is a refusal.
    static constexpr std::chrono::seconds patience_for_outcome{5};
    // The end of the sign-in may be reported after its outcome.
    static constexpr std::chrono::seconds patience_for_end{2};

    using Date = std::function<std::string(std::int64_t epoch_ms)>;

    SignInDialogue(std::string device, std::string name, host::SignInSpec spec, Date date);

    // First of all, once. After a Finish nothing is called any more.
    Steps begin();
    // Happenings of other devices are passed over.
    Steps happened(const host::Happening& happening);
    // Only while takes_paste(); not empty.
    Steps pasted(std::string text);
    // Nothing more can be pasted. Once.
    Steps input_ended();
    Steps time_is_up();

    // What is pasted at other times is best left where it comes from until then.
    bool takes_paste() const { return stage_ == Stage::asking; }

private:
    enum class Stage { link_awaited, asking, checking, signed_in };

    void take(const std::vector<dp::NamedValue>& values);
    void take(const host::HealthChange& change);
    void take(const host::Completion& outcome);
    void pasting_came_to(const host::Completion& outcome);
    void waiting_came_to(const host::Completion& outcome);
    void link_changed();
    void show_link();
    void await_browser();
    void succeed(const std::string& text);
    void tell_end();
    void say(const std::string& text) { steps_.push_back(Say{text}); }
    Steps done() { return std::exchange(steps_, {}); }

    const std::string device_;
    const std::string name_;
    const host::SignInSpec spec_;
    const Date date_;

    Steps steps_; // of the call in progress
    Stage stage_ = Stage::link_awaited;
    std::string trouble_; // the health's sentence, when the device is in some
    std::string link_;    // empty: none at present
    std::string shown_link_;
    bool refused_ = false; // the next link is for another try
    std::optional<std::int64_t> expires_;
    std::optional<std::int64_t> expires_before_;
    std::int64_t last_token_ = 0;
    std::optional<std::int64_t> paste_token_;
    std::optional<std::int64_t> browser_token_;
    bool browser_can_be_awaited_ = true;
    bool input_ended_ = false;
};

} // namespace avhost
