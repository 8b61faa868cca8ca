#include "sign_in_dialogue.hpp"

#include <utility>

namespace avhost {
namespace {

constexpr std::string_view steps_in_words = R"(
2. Agree there. Either the browser then says that the sign-in worked, and this is over; or it
   ends on a page that it cannot show. That is right: copy the whole address out of its
   address bar.
3. Paste the address here and press Enter. It is not shown.

)";

std::string sentence_of(const host::Completion& outcome) {
    return outcome.text.empty() ? "The sign-in was refused (" + std::string{dp::word(outcome.status)} + ")."
                                : outcome.text;
}

} // namespace

SignInDialogue::SignInDialogue(std::string device, std::string name, host::SignInSpec spec, Date date)
    : device_{std::move(device)}
    , name_{std::move(name)}
    , spec_{std::move(spec)}
    , date_{std::move(date)} {}

Steps SignInDialogue::begin() {
    say("This signs in " + device_ + " (" + name_ + "). Ctrl-C ends it at any time.\n");
    steps_.push_back(SetTimer{patience_for_link});
    return done();
}

Steps SignInDialogue::happened(const host::Happening& happening) {
    const auto device_of = [](const auto& one) -> std::string {
        if constexpr (requires { one.device; }) {
            return one.device;
        } else {
            return {};
        }
    };
    if (std::visit(device_of, happening) != device_) {
        return {};
    }
    if (const auto* const batch = std::get_if<host::Batch>(&happening)) {
        take(batch->changed);
    } else if (const auto* const snapshot = std::get_if<host::Snapshot>(&happening)) {
        take(snapshot->values);
    } else if (const auto* const change = std::get_if<host::HealthChange>(&happening)) {
        take(*change);
    } else if (const auto* const outcome = std::get_if<host::Completion>(&happening)) {
        take(*outcome);
    }
    return done();
}

Steps SignInDialogue::pasted(std::string text) {
    stage_ = Stage::checking;
    refused_ = false;
    expires_before_ = expires_;
    paste_token_ = ++last_token_;
    say("One moment, it is being checked.\n");
    steps_.push_back(Submit{std::move(text), *paste_token_});
    return done();
}

Steps SignInDialogue::input_ended() {
    input_ended_ = true;
    if (browser_token_) {
        say("Nothing more can be pasted. A browser on this machine is still waited for.\n");
    } else {
        steps_.push_back(Finish{"the input ended before " + device_ + " was signed in"});
    }
    return done();
}

Steps SignInDialogue::time_is_up() {
    if (stage_ == Stage::link_awaited) {
        steps_.push_back(Finish{trouble_.empty() ? device_ + " has brought no sign-in link within " +
                                                       std::to_string(patience_for_link.count()) + " s"
                                                 : device_ + ": " + trouble_});
    } else if (stage_ == Stage::signed_in) {
        tell_end();
    } else if (stage_ == Stage::asking) {
        show_link();
    }
    return done();
}

void SignInDialogue::take(const std::vector<dp::NamedValue>& values) {
    for (const auto& [name, value] : values) {
        if (name == spec_.url) {
            const auto* const link = std::get_if<std::string>(&value);
            link_ = link != nullptr ? *link : "";
            link_changed();
        } else if (name == spec_.expires) {
            const auto* const at = std::get_if<std::int64_t>(&value);
            expires_ = at != nullptr ? std::optional{*at} : std::nullopt;
        }
    }
    if (stage_ == Stage::signed_in && expires_ && expires_ != expires_before_) {
        tell_end();
    }
}

void SignInDialogue::take(const host::HealthChange& change) {
    const bool in_trouble = change.health == dp::Health::bad_config || change.health == dp::Health::failed;
    if (stage_ == Stage::link_awaited && in_trouble != !trouble_.empty()) {
        steps_.push_back(SetTimer{in_trouble ? patience_in_trouble : patience_for_link});
    }
    trouble_ = !in_trouble ? "" : change.text.empty() ? std::string{dp::word(change.health)} : change.text;
}

void SignInDialogue::take(const host::Completion& outcome) {
    if (stage_ == Stage::signed_in) {
        return; // what waited beside it completes as canceled
    }
    if (outcome.token == paste_token_) {
        paste_token_.reset();
        pasting_came_to(outcome);
    } else if (outcome.token == browser_token_) {
        browser_token_.reset();
        waiting_came_to(outcome);
    }
}

void SignInDialogue::pasting_came_to(const host::Completion& outcome) {
    if (outcome.status == dp::Status::ok) {
        succeed(outcome.text);
        return;
    }
    stage_ = Stage::asking;
    refused_ = true;
    say(sentence_of(outcome) + "\nPlease try again.\n");
    show_link();
}

void SignInDialogue::waiting_came_to(const host::Completion& outcome) {
    switch (outcome.status) {
    case dp::Status::ok:
        succeed(outcome.text);
        return;
    case dp::Status::unsupported:
    case dp::Status::busy:
        browser_can_be_awaited_ = false;
        say("Here the address has to be pasted: no browser on this machine can be waited for.\n");
        break;
    case dp::Status::canceled: // a paste takes its place, most often
        break;
    case dp::Status::timeout:
        say("No browser on this machine has come back in time. The address can still be pasted.\n");
        break;
    default:
        refused_ = true;
        say(sentence_of(outcome) + '\n');
        if (!input_ended_) {
            say("Please try again.\n");
            show_link();
        }
    }
    if (input_ended_ && stage_ == Stage::asking) {
        steps_.push_back(Finish{device_ + " was not signed in"});
    }
}

void SignInDialogue::link_changed() {
    if (link_.empty() || link_ == shown_link_) {
        return;
    }
    if (stage_ == Stage::link_awaited || (stage_ == Stage::asking && refused_)) {
        show_link();
    } else if (stage_ == Stage::asking) {
        steps_.push_back(SetTimer{patience_for_outcome});
    } // while one is checked its outcome says whether the new link is needed
}

// Shows the link unless it is the one that was shown last. It stands alone on its line, to be copied.
void SignInDialogue::show_link() {
    if (link_.empty() || link_ == shown_link_) {
        return;
    }
    const bool is_first = shown_link_.empty();
    refused_ = false;
    shown_link_ = link_;
    steps_.push_back(SetTimer{});
    if (is_first) {
        stage_ = Stage::asking;
        expires_before_ = expires_;
        if (expires_) {
            say("It is signed in until " + date_(*expires_) +
                "; a new sign-in takes the place of that one.\n");
        }
        say("\n1. Open this link in a browser, on any computer or phone:\n\n" + link_ + '\n' +
            std::string{steps_in_words});
    } else {
        say("This is the link from now on:\n\n" + link_ + "\n\n");
    }
    await_browser();
}

void SignInDialogue::await_browser() {
    if (!browser_token_ && browser_can_be_awaited_ && !input_ended_) {
        browser_token_ = ++last_token_;
        steps_.push_back(AwaitBrowser{*browser_token_});
    }
}

void SignInDialogue::succeed(const std::string& text) {
    stage_ = Stage::signed_in;
    say((text.empty() ? device_ + " is signed in." : text) + '\n');
    if (spec_.expires.empty() || (expires_ && expires_ != expires_before_)) {
        tell_end();
    } else {
        steps_.push_back(SetTimer{patience_for_end});
    }
}

void SignInDialogue::tell_end() {
    if (expires_) {
        say("The sign-in ends on " + date_(*expires_) + "; a new one is needed then.\n");
    }
    steps_.push_back(Finish{});
}

} // namespace avhost
