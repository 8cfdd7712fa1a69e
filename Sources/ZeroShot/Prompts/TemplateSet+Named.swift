extension TemplateSet {
    /// A set of templates that comes with the product.
    public struct Named: Sendable, Equatable {
        /// What `--template-set` calls it.
        public let name: String
        /// When to use it: for which pictures, and which labels where that matters.
        public let use: String
        /// Its templates.
        public let set: TemplateSet

        init(_ name: String, _ use: String, _ set: TemplateSet) {
            self.name = name
            self.use = use
            self.set = set
        }

        init(_ name: String, _ use: String, _ texts: [String]) {
            self.init(name, use, TemplateSet(own: texts))
        }
    }

    /// The sets that come with the product.
    ///
    /// All were written for it. Where labels may be plurals or names of stuff (noodles, rice), no
    /// template has an article before them.
    public static let named: [Named] = [
        Named("default", "any pictures, when nothing is known about them", .default),
        Named("hf", "to get the numbers of the Hugging Face pipeline", .huggingFace),
        Named(
            "photos", "everyday photos of single things, animals or plants",
            [
                "a photo of {a class}",
                "an everyday snapshot of {a class}",
                "a photo with {a class} in the middle",
                "a sharp, well-lit picture of {a class}",
                "{a class} photographed from a few steps away",
                "{a class} in its usual surroundings",
                "{a class} in natural light",
                "part of {a class}, filling the frame",
                "more than one {class} in one picture",
                "an ordinary photo of {a class} from an album",
            ]
        ),
        Named(
            "small", "pictures of 32 to 64 pixels, such as thumbnails and icons",
            [
                "a tiny picture of {a class}",
                "a thumbnail of {a class}",
                "{a class} in a picture only a few dozen pixels wide",
                "{a class}, small and pixelated",
                "an enlarged thumbnail that shows {a class}",
                "the rough shape and the colors of {a class}",
                "an icon-sized photo of {a class}",
                "{a class} filling a very small picture",
            ]
        ),
        Named(
            "textures", "surfaces and materials; labels such as striped, rusty or gravel",
            [
                "{a class} surface",
                "{a class} texture that fills the picture",
                "{a class} pattern seen from very near",
                "a flat sample with {a class} texture",
                "the {class} surface of some object",
                "{a class} surface, lit from the side",
                "a piece of {class} material",
            ]
        ),
        Named(
            "aerial", "satellite and aerial pictures, seen from straight above",
            [
                "a satellite picture of {a class}",
                "{a class} seen from straight above",
                "an overhead view of {a class}",
                "{a class} in a picture taken from a plane",
                "{a class} and the land around it, from orbit",
                "a drone picture that looks down on {a class}",
                "{a class} on a map made of aerial photos",
            ]
        ),
        Named(
            "sketches", "drawings, cartoons and paintings rather than photos",
            [
                "{a class} drawn with a pencil",
                "{a class} in a few quick strokes",
                "a line drawing of {a class}",
                "{a class} in black ink on white paper",
                "{a class} in colored crayons",
                "a shaded charcoal picture of {a class}",
                "the outline of {a class} without color",
                "a comic strip that shows {a class}",
                "{a class} painted in watercolor",
            ]
        ),
        Named(
            "food", "dishes and foods, singular or plural: apple pie, dumplings",
            [
                "{class} on a plate",
                "{class}, ready to be served",
                "a serving of {class}",
                "a meal of {class}",
                "homemade {class}",
                "{class} in a restaurant",
                "{class} on a table, seen from above",
                "food photography: {class}",
            ]
        ),
        Named(
            "pets", "cats, dogs and other pets, with breeds as labels",
            [
                "a photo of {a class} at home",
                "{a class}, kept as a pet",
                "{a class} that looks into the camera",
                "the face of {a class}, seen up close",
                "{a class} resting on the floor",
                "{a class} outdoors on the grass",
                "{a class} playing",
                "the coat and the ears of {a class}",
            ]
        ),
        Named(
            "animals", "wild animals, birds and insects included, with species as labels",
            [
                "{a class} in the wild",
                "a wildlife photo of {a class}",
                "{a class} in its habitat",
                "{a class} seen from the side",
                "{a class} on the move",
                "{a class} keeping still",
                "{a class}, half hidden by leaves",
                "the head of {a class}, seen up close",
                "an animal called {class}",
            ]
        ),
        Named(
            "plants", "flowers, trees and other plants",
            [
                "{a class} growing outdoors",
                "{a class} in a garden",
                "{a class} in bloom",
                "the leaves of {a class}",
                "the flower of {a class}, seen up close",
                "a botanical photo of {a class}",
                "a plant called {class}",
                "a wild {class} where it grows",
            ]
        ),
        Named(
            "products", "things made to be used or sold, alone in the picture",
            [
                "a product photo of {a class}",
                "{a class} on a plain background",
                "{a class} lying on a table",
                "{a class} for sale in a shop",
                "{a class} photographed for a catalog",
                "a used {class}",
                "a new {class}",
                "{a class} seen from above",
            ]
        ),
        Named(
            "places", "rooms, buildings and landscapes: kitchen, harbor, canyon",
            [
                "a view of {a class}",
                "{a class}, empty and quiet",
                "a wide picture of {a class}",
                "{a class} in daylight",
                "the whole of {a class} in one picture",
                "a place: {class}",
                "a picture taken at {a class}",
                "a travel photo of {a class}",
            ]
        ),
        Named(
            "vehicles", "cars, ships, planes and trains, with kinds or models as labels",
            [
                "{a class} on its way",
                "{a class} standing still",
                "a side view of {a class}",
                "the front of {a class}",
                "{a class} seen from behind",
                "{a class} in the distance",
                "{a class} in an advertisement",
                "a vehicle: {class}",
            ]
        ),
        Named(
            "documents", "scans, screenshots and photos of pages: receipt, letter, form",
            [
                "a scan of {a class}",
                "{a class} on paper, photographed from above",
                "the first page of {a class}",
                "{a class} with printed text",
                "{a class} photographed on a desk",
                "a screenshot of {a class}",
                "a document: {class}",
            ]
        ),
    ]
}

extension TemplateSet.Named {
    /// Name and use, for a list of all sets.
    package var line: String {
        "  \(TerminalText.fit(name, columns: 11))\(use)"
    }
}
