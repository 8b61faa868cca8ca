#include "driver.hpp"

#include "action_map.hpp"

#include <algorithm>

namespace plugin {

namespace {

using spotify::player::Attention;

// What a press on a panel is worth waiting for when the host does not say; an exchange with the sign-in
// service and a look at the player; a person in a browser.
constexpr std::chrono::milliseconds usual_limit{10'000};
constexpr std::chrono::milliseconds sign_in_limit{30'000};
constexpr std::chrono::milliseconds longest_limit{300'000};

std::chrono::milliseconds limit_of(manifest::Action action, bool is_pasted, std::uint32_t timeout_ms) {
    if (timeout_ms != 0) {
        return std::min(std::chrono::milliseconds{timeout_ms}, longest_limit);
    }
    switch (action) {
    case manifest::Action::sign_in:
        return is_pasted ? sign_in_limit : longest_limit;
    case manifest::Action::sign_out:
        return sign_in_limit;
    default:
        return usual_limit;
    }
}

dp::LogLevel level_of(std::int32_t health) {
    return health == DP_HEALTH_FAILED || health == DP_HEALTH_BAD_CONFIG ||
                   health == DP_HEALTH_SIGN_IN_REQUIRED
               ? dp::LogLevel::error
           : health == DP_HEALTH_DEGRADED ? dp::LogLevel::warning
                                          : dp::LogLevel::info;
}

} // namespace

Driver::Driver(Instance& instance, const dp_device_options& options)
    : instance_(instance)
    , id_(dp::view(options.id))
    , handle_(options.handle)
    , callbacks_(options.callbacks)
    , outbox_(instance.engine().urgent())
    , config_text_(dp::view(options.config)) {
    if (!is_json_object(config_text_)) {
        throw ConfigError("config: a JSON object is expected");
    }
}

Driver::~Driver() {
    stop();
}

dp::Status Driver::start() {
    const std::lock_guard lock(lifecycle_);
    if (started_ || outbox_.inside()) {
        return dp::Status::wrong_state;
    }
    started_ = true;
    try {
        begin();
    } catch (...) { // no memory, no descriptor, no thread: as if it had not been called
        started_ = false;
        throw;
    }
    return dp::Status::ok;
}

void Driver::begin() {
    report({DP_HEALTH_CONNECTING, "connecting", "Connecting to Spotify"});
    try {
        config_ = parse_config(config_text_, id_);
        session_ = instance_.join(*config_, *this, attention_);
    } catch (const ConfigError& problem) {
        config_.reset();
        refuse_config(problem.what());
    }
}

void Driver::refuse_config(const std::string& sentence) {
    spotify::View view;
    view.status = {spotify::Status::not_configured, sentence};
    on_view(view);
}

dp::Status Driver::stop() {
    if (outbox_.inside()) {
        return dp::Status::wrong_state;
    }
    std::shared_ptr<spotify::Session> session;
    std::optional<Config> config;
    {
        const std::lock_guard lock(lifecycle_);
        if (!started_) {
            return dp::Status::ok;
        }
        started_ = false; // from here on no invoke gets through to the session
        session = std::exchange(session_, nullptr);
        config = std::exchange(config_, std::nullopt);
    }
    if (session != nullptr) {
        instance_.leave(*config, *this); // completes what is pending
    }
    // What is shown stays, and does not claim to be of now.
    spotify::View view;
    view.status = {spotify::Status::connecting, "The device is stopped"};
    show(view);
    report({DP_HEALTH_STOPPED, "stopped", ""});
    outbox_.flush();
    return dp::Status::ok;
}

dp::Outcome Driver::reconfigure(std::string_view config) {
    if (outbox_.inside()) {
        return {dp::Status::wrong_state, "a device is not reconfigured from inside its callback"};
    }
    Config next;
    try {
        next = parse_config(config, id_);
    } catch (const ConfigError& problem) {
        return {dp::Status::bad_argument, problem.what()};
    }
    std::shared_ptr<spotify::Session> session;
    std::optional<Config> before;
    {
        const std::lock_guard lock(lifecycle_);
        if (!config_ || config_->account != next.account || config_->client_id != next.client_id) {
            const std::lock_guard inner(cache_);
            last_known_.reset(); // another account's content has no place here
        }
        config_text_ = config;
        if (!started_ || config_ == next) {
            return {};
        }
        session = std::exchange(session_, nullptr);
        before = std::exchange(config_, std::nullopt);
    }
    if (session != nullptr) {
        instance_.leave(*before, *this);
    }
    const std::lock_guard lock(lifecycle_);
    begin();
    return {};
}

dp::Status Driver::snapshot(const dp_snapshot_sink& sink) const {
    std::vector<dp::NamedValue> values;
    std::uint64_t revision = 0;
    {
        const std::lock_guard lock(cache_);
        revision = revision_;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            values.push_back({std::string{manifest::property_ids[i]}, values_[i]});
        }
    }
    const auto raw = dp::borrow(values);
    sink.write(sink.context, revision, raw.data(), static_cast<std::uint32_t>(raw.size()));
    return dp::Status::ok;
}

dp::Outcome Driver::invoke(std::string_view action, const std::vector<dp::NamedValue>& given,
                           std::uint64_t token, std::uint32_t timeout_ms) {
    const auto known = action_of(action);
    if (!known) {
        return {dp::Status::unknown_id, "there is no action of that name"};
    }
    auto parameters = parameters_of(*known, given);
    if (parameters.problem.status != dp::Status::ok) {
        return parameters.problem;
    }
    const std::lock_guard lock(lifecycle_);
    if (!started_) {
        return {dp::Status::wrong_state, "the device is not started"};
    }
    {
        const std::lock_guard inner(cache_);
        if (!pending_.emplace(token, 0).second) {
            return {dp::Status::bad_argument, "a command with this token is pending"};
        }
    }
    if (session_ == nullptr) {
        completed(token, {spotify::Result::forbidden, "The device is not configured: see its status"});
        return {};
    }
    const auto limit = limit_of(*known, parameters.redirect_url.has_value(), timeout_ms);
    const auto done = [this, token](const spotify::Outcome& outcome) { completed(token, outcome); };
    spotify::Session::CommandId id = 0;
    if (const auto command = command_of(*known)) {
        id = session_->submit(*this, *command, limit, done);
    } else if (*known == manifest::Action::sign_in) {
        id = session_->sign_in(*this, std::move(parameters.redirect_url), limit, done);
    } else {
        id = session_->sign_out(*this, limit, done);
    }
    const std::lock_guard inner(cache_);
    if (const auto found = pending_.find(token); found != pending_.end()) {
        found->second = id;
    }
    return {};
}

dp::Outcome Driver::write(std::string_view property) const {
    if (!is_property(property)) {
        return {dp::Status::unknown_id, "there is no property of that name"};
    }
    return {dp::Status::unsupported, std::string{property} + " is read-only"};
}

dp::Status Driver::cancel(std::uint64_t token) {
    const std::lock_guard lock(lifecycle_);
    spotify::Session::CommandId id = 0;
    {
        const std::lock_guard inner(cache_);
        const auto found = pending_.find(token);
        if (found == pending_.end()) {
            return dp::Status::unknown_id;
        }
        id = found->second;
    }
    if (session_ == nullptr || !session_->cancel(id)) {
        return dp::Status::unknown_id; // it completed a moment ago
    }
    return dp::Status::ok;
}

dp::Status Driver::set_attention(std::int32_t level) {
    if (level < DP_ATTENTION_NONE || level > DP_ATTENTION_LOOKING) {
        return dp::Status::out_of_range;
    }
    const std::lock_guard lock(lifecycle_);
    attention_ = level == DP_ATTENTION_LOOKING      ? Attention::looking
                 : level == DP_ATTENTION_BACKGROUND ? Attention::background
                                                    : Attention::none;
    if (session_ != nullptr) {
        session_->set_attention(*this, attention_);
    }
    return dp::Status::ok;
}

void Driver::completed(std::uint64_t token, const spotify::Outcome& outcome) {
    {
        const std::lock_guard lock(cache_);
        pending_.erase(token);
    }
    outbox_.post([callbacks = callbacks_, handle = handle_, token, outcome] {
        const dp_value nothing{};
        callbacks->completed(handle, token, static_cast<std::int32_t>(status_of(outcome.result)),
                             dp::borrow(outcome.text), &nothing);
    });
}

void Driver::on_view(const spotify::View& view) {
    report(plugin::health_of(view.status));
    show(view);
}

void Driver::show(spotify::View view) {
    std::vector<dp::NamedValue> changed;
    std::uint64_t revision = 0;
    {
        const std::lock_guard lock(cache_);
        if (view.is_signed_out) {
            last_known_.reset();
        }
        if (view.is_known) {
            last_known_ = view;
        } else if (last_known_) { // stale, not blank
            view.is_known = true;
            view.is_stale = true;
            view.player = last_known_->player;
            view.progress_at_ms = last_known_->progress_at_ms;
        }
        for (std::size_t i = 0; i < values_.size(); ++i) {
            auto value = value_of(static_cast<manifest::Property>(i), view);
            if (value != values_[i]) {
                values_[i] = value;
                changed.push_back({std::string{manifest::property_ids[i]}, std::move(value)});
            }
        }
        // A position without its time cannot be counted on from: the two always travel together.
        const auto travels = [&](manifest::Property property) {
            const auto id = manifest::property_ids[static_cast<std::size_t>(property)];
            return std::ranges::any_of(changed, [&](const dp::NamedValue& item) { return item.name == id; });
        };
        const auto add = [&](manifest::Property property) {
            const auto index = static_cast<std::size_t>(property);
            changed.push_back({std::string{manifest::property_ids[index]}, values_[index]});
        };
        using enum manifest::Property;
        if (travels(progress_ms) && !travels(progress_at)) {
            add(progress_at);
        } else if (travels(progress_at) && !travels(progress_ms)) {
            add(progress_ms);
        }
        if (!changed.empty()) {
            revision = ++revision_;
        }
    }
    if (!changed.empty()) {
        outbox_.post([callbacks = callbacks_, handle = handle_, revision, batch = std::move(changed)] {
            const auto raw = dp::borrow(batch);
            callbacks->properties_changed(handle, revision, raw.data(),
                                          static_cast<std::uint32_t>(raw.size()));
        });
    }
}

void Driver::on_event(const spotify::Event& event) {
    std::vector<dp::NamedValue> data;
    if (const auto* track = std::get_if<spotify::TrackChanged>(&event)) {
        spotify::View view;
        view.is_known = true;
        view.player = track->state;
        using enum manifest::Property;
        for (const auto property : {item_uri, track_name, artist}) {
            data.push_back({std::string{manifest::property_ids[static_cast<std::size_t>(property)]},
                            value_of(property, view)});
        }
        tell(manifest::Event::track_changed, std::move(data));
    } else if (const auto* needed = std::get_if<spotify::SignInNeeded>(&event)) {
        data.push_back({"text", needed->text});
        data.push_back({"sign_in_url", needed->url.empty() ? dp::Value{} : dp::Value{needed->url}});
        tell(manifest::Event::sign_in_needed, std::move(data));
    } else if (const auto* expiring = std::get_if<spotify::SignInExpiring>(&event)) {
        data.push_back({"days_left", std::int64_t{expiring->days_left}});
        data.push_back({"sign_in_expires", expiring->ends_at_ms});
        tell(manifest::Event::sign_in_expiring, std::move(data));
    }
}

void Driver::tell(manifest::Event event, std::vector<dp::NamedValue> data) {
    outbox_.post([callbacks = callbacks_, handle = handle_, event, data = std::move(data)] {
        const auto raw = dp::borrow(data);
        callbacks->event(handle, dp::borrow(manifest::event_ids[static_cast<std::size_t>(event)]), raw.data(),
                         static_cast<std::uint32_t>(raw.size()));
    });
}

void Driver::report(const HealthReport& health) {
    {
        const std::lock_guard lock(cache_);
        if (health_ == health) {
            return;
        }
        health_ = health;
    }
    outbox_.post([this, health] {
        if (!health.text.empty()) {
            instance_.services().log(level_of(health.health), health.cause, id_ + ": " + health.text);
        }
        callbacks_->health_changed(handle_, health.health, dp::borrow(health.cause), dp::borrow(health.text));
    });
}

} // namespace plugin
