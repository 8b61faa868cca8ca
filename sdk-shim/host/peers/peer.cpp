#include "host/peers/peer.hpp"

#include "host/json_text.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

namespace host {
namespace {

constexpr std::size_t max_pending = 1000; // tokens of one peer; a house's panels have a handful

std::string_view device_of(const Happening& happening) {
    return std::visit(
        [](const auto& one) -> std::string_view {
            if constexpr (requires { one.device; }) {
                return one.device;
            } else {
                return {};
            }
        },
        happening);
}

bool is_of_rules(const Happening& happening) {
    return std::holds_alternative<RuleFiring>(happening) || std::holds_alternative<RuleList>(happening);
}

} // namespace

// What the host holds of the peer. It may outlive the peer by the length of a call.
class Peer::Subscription : public Subscriber {
public:
    Subscription(const Host& host, Access access, Tell tell)
        : host_{host}
        , access_{access}
        , tell_{std::move(tell)} {}

    void on_happening(const Happening& happening) override {
        if (is_of_rules(happening) && !wants_rules_) {
            return;
        }
        if (access_.may_set_up()) {
            pass_on(happening);
        } else {
            pass_on(seen(happening));
        }
    }

    Happening seen(const Happening& happening) const {
        const auto manifest = host_.manifest(device_of(happening));
        return access_.seen(happening, manifest.get());
    }

    void want_rules(bool wanted) { wants_rules_ = wanted; }

    // The sentence when the token cannot be taken, else empty.
    std::string add_token(std::int64_t token) {
        const std::lock_guard guard{mutex_};
        if (pending_.size() >= max_pending) {
            return "token: expected at most " + std::to_string(max_pending) + " pending ones";
        }
        return pending_.insert(token).second ? "" : "token: expected one that is not pending";
    }

    std::size_t pending() const {
        const std::lock_guard guard{mutex_};
        return pending_.size();
    }

    void between(const std::function<void()>& act) {
        const std::lock_guard guard{mutex_};
        if (tell_) {
            act();
        }
    }

    void end() {
        const std::lock_guard guard{mutex_};
        tell_ = nullptr;
    }

private:
    void pass_on(const Happening& happening) {
        const std::lock_guard guard{mutex_};
        if (const auto* const completion = std::get_if<Completion>(&happening)) {
            pending_.erase(completion->token);
        }
        if (tell_) {
            tell_(happening);
        }
    }

    const Host& host_;
    const Access access_;
    mutable std::mutex mutex_;
    Tell tell_;                      // guarded by mutex_; empty when the peer is gone
    std::set<std::int64_t> pending_; // the peer's own tokens, guarded by mutex_
    std::atomic<bool> wants_rules_{false};
};

Peer::Peer(Host& host, Options options, Tell tell)
    : host_{host}
    , access_{options.role}
    , options_{std::move(options)}
    , subscription_{std::make_shared<Subscription>(host, access_, std::move(tell))} {
    if (options_.introduce) {
        host_.subscribe_and_tell(subscription_);
    } else {
        host_.subscribe(subscription_);
    }
}

Peer::~Peer() {
    if (options_.log != nullptr) {
        options_.log->unfollow(subscription_.get());
    }
    subscription_->end();
    host_.unsubscribe(subscription_);
}

std::string Peer::unknown(const std::string& device) const {
    return host_.has_device(device)
               ? std::string{}
               : "device: expected a device of this site; there is no " + json_quoted(device);
}

std::string Peer::invoke(const std::string& device, std::string action, std::vector<dp::NamedValue> params,
                         std::int64_t token, std::uint32_t timeout_ms) {
    auto trouble = unknown(device);
    trouble = trouble.empty() ? subscription_->add_token(token) : trouble;
    if (trouble.empty()) {
        host_.invoke({subscription_, token, role()}, device, std::move(action), std::move(params),
                     timeout_ms);
    }
    return trouble;
}

std::string Peer::write(const std::string& device, std::string property, dp::Value value, std::int64_t token,
                        std::uint32_t timeout_ms) {
    auto trouble = unknown(device);
    trouble = trouble.empty() ? subscription_->add_token(token) : trouble;
    if (trouble.empty()) {
        host_.write({subscription_, token, role()}, device, std::move(property), std::move(value),
                    timeout_ms);
    }
    return trouble;
}

std::string Peer::cancel(const std::string& device, std::int64_t token) {
    auto trouble = unknown(device);
    if (trouble.empty()) {
        host_.cancel({subscription_, token}, device);
    }
    return trouble;
}

std::string Peer::attention(const std::string& device, std::int32_t level) {
    auto trouble = unknown(device);
    if (trouble.empty()) {
        host_.attention(subscription_, device, level);
    }
    return trouble;
}

std::string Peer::snapshot(const std::string& device) {
    auto trouble = unknown(device);
    if (trouble.empty()) {
        host_.snapshot(subscription_, device);
    }
    return trouble;
}

void Peer::snapshots(std::vector<std::string> devices, std::function<void(std::vector<Snapshot>)> take) {
    host_.snapshots(std::move(devices),
                    [subscription = subscription_, take = std::move(take)](const std::vector<Snapshot>& all) {
                        std::vector<Snapshot> seen;
                        for (const auto& one : all) {
                            seen.push_back(std::get<Snapshot>(subscription->seen(one)));
                        }
                        subscription->between([&] { take(std::move(seen)); });
                    });
}

void Peer::rules(bool wanted) {
    subscription_->want_rules(wanted);
    if (wanted) {
        host_.watch_rules(subscription_);
    }
}

std::string Peer::log(bool on, std::function<void(const KeptRecord&)> take) {
    if (!access_.may_set_up() || options_.log == nullptr) {
        return "log: expected from one who sets the system up";
    }
    if (on) {
        options_.log->follow(subscription_.get(),
                             [subscription = subscription_, take = std::move(take)](const KeptRecord& kept) {
                                 subscription->between([&] { take(kept); });
                             });
    } else {
        options_.log->unfollow(subscription_.get());
    }
    return {};
}

std::string Peer::reload(Answer answer) {
    if (!access_.may_set_up() || !options_.reload) {
        return "reload: expected from one who may set the site up";
    }
    options_.reload(
        [weak = std::weak_ptr{subscription_}, answer = std::move(answer)](bool ok, const std::string& text) {
            if (const auto subscription = weak.lock()) {
                subscription->between([&] { answer(ok, text); });
            }
        });
    return {};
}

std::size_t Peer::pending() const {
    return subscription_->pending();
}

void Peer::between(const std::function<void()>& act) {
    subscription_->between(act);
}

} // namespace host
