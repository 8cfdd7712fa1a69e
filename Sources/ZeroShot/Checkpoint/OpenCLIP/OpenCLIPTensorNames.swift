/// Where a file in OpenCLIP layout keeps the tensors of each part, as dotted paths.
///
/// open_clip's own names have three older or foreign forms: all behind `module.`, as training on
/// several devices leaves them; a text tower without `text.`, from before open_clip kept it
/// apart; TinyCLIP's training checkpoints.
/// Source: `load_state_dict` and `convert_to_custom_text_state_dict` in open_clip,
/// `convert_to_new_checkpoint` in TinyCLIP.
struct OpenCLIPTensorNames: Equatable {
    let image: String
    let text: String
    /// Of the scale and the bias.
    let scoring: String
    /// Of CoCa's decoder.
    let decoder: String

    init(_ form: OpenCLIPForm, in files: WeightFiles) {
        func has(_ name: String) -> Bool { files.shape(of: name) != nil }
        let wrapped = ["", "module"].first { has("_logit_scale".joined($0).joined("logit_scale")) }
        if let wrapped {
            image = "_image_encoder".joined(wrapped).joined("visual")
            text = "_text_encoder".joined(wrapped)
            scoring = "_logit_scale".joined(wrapped)
            decoder = "text_decoder"
            return
        }
        let root = has("module.logit_scale") ? "module" : ""
        let isApart =
            form != .clip
            && !(has(root.joined("positional_embedding")) && has(root.joined("text_projection")))
        image = root.joined("visual")
        text = isApart ? root.joined("text") : root
        scoring = root
        decoder = root.joined("text_decoder")
    }
}

extension String {
    /// This path and one more step; either may be empty.
    fileprivate func joined(_ step: String) -> String {
        isEmpty || step.isEmpty ? self + step : "\(self).\(step)"
    }
}
