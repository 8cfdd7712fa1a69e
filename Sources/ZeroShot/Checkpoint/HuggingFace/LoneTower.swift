/// The `model_type`s of one tower alone, of families that are built whole.
enum LoneTower: String, CaseIterable {
    case clipText = "clip_text_model"
    case clipVision = "clip_vision_model"
    case siglipText = "siglip_text_model"
    case siglipVision = "siglip_vision_model"
    case siglip2Text = "siglip2_text_model"
    case siglip2Vision = "siglip2_vision_model"
    case timm = "timm_wrapper"

    /// Whose tower it is.
    var family: String {
        switch self {
        case .clipText, .clipVision: CheckpointFamily.clip.rawValue
        case .siglipText, .siglipVision: CheckpointFamily.sigLIP.rawValue
        case .siglip2Text, .siglip2Vision: CheckpointFamily.sigLIP2.rawValue
        case .timm: "timm"
        }
    }

    /// The tower that is there.
    var tower: TowerKind {
        switch self {
        case .clipText, .siglipText, .siglip2Text: .text
        case .clipVision, .siglipVision, .siglip2Vision, .timm: .image
        }
    }
}

/// The two halves of an image-text dual encoder.
public enum TowerKind: String, Sendable {
    /// The half that reads pictures.
    case image
    /// The half that reads prompts.
    case text

    /// The other half.
    var other: TowerKind { self == .image ? .text : .image }
}
